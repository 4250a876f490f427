"""The spiders: one that is driven by what is due."""
