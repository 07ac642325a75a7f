"""
The bot as a Vercel Function: every path leads here, by `vercel.json`.

https://vercel.com/docs/functions/runtimes/python
"""

from app.main import app

__all__ = ["app"]
