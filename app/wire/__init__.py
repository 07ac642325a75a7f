"""Values to bytes, for what goes over the wire in a form of its own."""
