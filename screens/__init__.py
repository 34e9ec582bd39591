"""The core: what a list, a form, a tab, a filter, a cell is. No business word in it."""
