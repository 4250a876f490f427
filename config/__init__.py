"""Settings and outlets, read from TOML."""
