"""Commands: declared, found, filled in, called."""
