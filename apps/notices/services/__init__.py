"""People are told what happened to their orders."""

from .writing import write_notice as write_notice
