"""The world comes in: feeds, news sitemaps and section pages, handed on as pages."""
