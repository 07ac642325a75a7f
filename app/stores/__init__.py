"""Small state that handlers and instances share."""
