"""Who may use what, how often, and what else every node takes."""
