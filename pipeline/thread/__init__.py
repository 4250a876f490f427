"""Article -> place in a story, in order of time."""
