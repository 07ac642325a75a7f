"""Talking to Discord."""
