"""How a handler's signature is read."""
