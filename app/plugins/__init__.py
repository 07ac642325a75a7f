"""Bundles of commands, and how they are found."""
