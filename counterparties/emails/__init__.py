"""E-mails out of the file: addresses, templates, writing and sending."""
