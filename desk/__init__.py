"""What people touch: command line, daemon, web page, mail; and the wiring."""
