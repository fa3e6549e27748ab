"""Amounts are divided without losing a fen."""

from collections.abc import Sequence
from decimal import Decimal

_FEN = 100  # of a yuan


def shares_of(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Divides an amount of yuan by weights, to the fen: by largest remainder, the first of equals before the others.

    The shares add up to the amount. None is a fen or more away from its exact part; so none is larger than its weight
    where the amount is at most the sum of the weights and they are whole fen themselves. Weights are at least 0 and
    not all of them 0.
    """
    fen, parts = int(amount * _FEN), [int(weight * _FEN) for weight in weights]
    whole = sum(parts)
    exact = [divmod(fen * part, whole) for part in parts]
    left = fen - sum(floor for floor, _rest in exact)
    first = sorted(range(len(parts)), key=lambda index: -exact[index][1])[:left]
    return [Decimal(floor + (index in first)) / _FEN for index, (floor, _rest) in enumerate(exact)]
