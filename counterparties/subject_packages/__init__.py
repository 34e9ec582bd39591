"""All that is held on a person, as a package to hand out: GDPR, articles 15 and 20."""
