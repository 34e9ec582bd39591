"""Who changed what, from what to what, in which run. Knows nobody."""
