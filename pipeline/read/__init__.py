"""Page -> article: knows one page at a time and keeps no state, so it may run anywhere."""
