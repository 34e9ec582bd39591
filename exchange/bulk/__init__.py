"""Changes many records of a list together: which ones, what, preview, run, result."""
