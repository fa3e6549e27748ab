"""What is wrong with this mall, why it matters, and what to do: `manage.py doctor`.

A check is a small function in `checks`, one module for each kind; it looks and changes nothing.
"""
