"""The pages of whoever asks for money back."""

from orders.queries.details import detail_of as _unused  # noqa: F401
