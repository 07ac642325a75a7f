"""One conversation: an interaction, and its answers."""
