"""Edit in the cells of a list: one attribute of one record, by the same rules, rights and history as in its form."""
