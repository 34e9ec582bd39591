"""Notices: what the product has to say to one user, on his pages and, where it is pressing, by e-mail."""
