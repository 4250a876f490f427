"""`python -m desk.cli` is `throughline`."""

from desk.cli.entry import main

if __name__ == "__main__":
    main()
