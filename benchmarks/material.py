"""Where the material that benchmarks measure on lies: real, marked data that is no part of the project."""

import os
from pathlib import Path


def data_folder() -> Path:
    """Return the folder named by `THROUGHLINE_DATA`, or else `../shared/data` beside the checkout."""
    return Path(os.environ.get("THROUGHLINE_DATA", Path(__file__).parents[2] / "shared" / "data"))
