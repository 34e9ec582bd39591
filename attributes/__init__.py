"""The attribute: one column of a record, the same for forms, lists, filters, imports and exports."""
