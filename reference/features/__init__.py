"""Features: characteristics that administrators define, as attributes, and what may happen to them."""
