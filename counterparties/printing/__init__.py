"""The file on paper, and all that is held on a person: data sheet, whole file, data-subject package."""
