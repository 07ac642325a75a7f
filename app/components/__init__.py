"""Buttons, select menus and forms, with typed state."""
