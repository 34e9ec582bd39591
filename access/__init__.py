"""Users, roles, rights, and the policy behind visible_to."""
