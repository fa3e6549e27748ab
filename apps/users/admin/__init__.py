"""The admin of people: who they are, where they are signed in, which rights their groups have."""

from . import groups, people, sign_ins

__all__ = ["groups", "people", "sign_ins"]
