"""Personal documents: kept behind a right of their own, masked, shown to who asks, reminded of."""
