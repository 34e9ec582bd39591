"""Holdings and their members over any number of levels: rules, tree, figures."""
