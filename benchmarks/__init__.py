"""Quality and speed, measured: each module says in its docstring what it measures and how it is run."""
