"""Addresses beyond their tab: the list of all, its form with the location lists, removals, links to the lists."""
