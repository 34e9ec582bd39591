"""The table of a list: a page of rows as HTML, with the heads above and the ways to the pages around it."""
