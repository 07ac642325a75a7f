"""The gate: what tells Discord's requests from everybody else's."""
