"""A thread's pages: its timeline, coverage, figures, quotes, articles and edits, composed from the store for reading."""
