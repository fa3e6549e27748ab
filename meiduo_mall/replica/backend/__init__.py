"""Django's MySQL backend for a replica."""
