"""Feeds, news sitemaps and section pages, read: from bytes to what they announce."""
