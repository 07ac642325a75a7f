"""The pytest kit."""
