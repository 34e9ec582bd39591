"""The lists of places: what they hold, how a written place finds its row, how a wrong row becomes the right one."""
