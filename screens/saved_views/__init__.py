"""Saved views: what somebody wants to see of a list again, under a name, for himself or for whole roles."""
