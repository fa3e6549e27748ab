"""The database that takes the writes, and what keeps one that hangs from hanging the shop.

Two fences, for pages alone (wsgi.py and asgi.py ask for them; commands, tasks and back-ups may take their time):
mysql/ limits what one statement may take, so that nobody waits for ever; watching.py finds out within some seconds
that the server answers nobody, frees whoever waits, and lets pages fail at once until it answers again.
"""

from .watching import watch

__all__ = ["watch"]
