"""A thread's pages: timeline, coverage, figures, quotes, articles and edits, composed from the store for reading."""
