"""Filled forms: their tab, the list of all of them, the page and the paper of one."""
