"""The specification matrix: where each option leads from the SKU that is looked at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from ..models import SKU, SKUSpecification, SpecificationOption


class Way(StrEnum):
    CHOSEN = "chosen"  # the SKU has it
    EXACT = "exact"  # to the SKU that differs in just this option
    SOLD_OUT = "sold_out"  # the same, but it is sold out
    NEAREST = "nearest"  # there is no such SKU: to the one with this option that has most in common
    NONE = "none"  # no SKU on the shelf has it


@dataclass(frozen=True)
class Choice:
    value: str
    way: Way
    url: str = ""
    #: The options of the nearest SKU, for example "红 · 256GB".
    leads_to: str = ""


@dataclass(frozen=True)
class Selector:
    """A specification with all its options."""

    name: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> str:
        return next((choice.value for choice in self.choices if choice.way == Way.CHOSEN), "")


@dataclass(frozen=True)
class _Piece:
    """A SKU of the SPU: the id of its option by the id of the specification."""

    sku_id: int
    options: Mapping[int, int]
    is_launched: bool
    is_in_stock: bool


def selectors(sku: SKU) -> tuple[Selector, ...]:
    """The specifications of the SKU's SPU, in two queries however many SKUs there are."""
    options = (
        SpecificationOption.objects.filter(specification__spu=sku.spu_id)
        .select_related("specification")
        .order_by("specification__sequence", "specification_id", "sequence", "id")
    )
    by_specification: dict[int, list[SpecificationOption]] = defaultdict(list)
    for option in options:
        by_specification[option.specification_id].append(option)
    pieces = _pieces(sku.spu_id) if by_specification else {}
    here = pieces.pop(sku.pk, _Piece(sku.pk, {}, sku.is_launched, sku.is_in_stock))
    offered = [piece for piece in pieces.values() if piece.is_launched]
    words = {option.pk: option.value for line in by_specification.values() for option in line}
    return tuple(
        Selector(line[0].specification.name, tuple(_choice(option, here, offered, words) for option in line))
        for line in by_specification.values()
    )


def _pieces(spu_id: int) -> dict[int, _Piece]:
    rows = (
        SKUSpecification.objects.filter(sku__spu=spu_id)
        .order_by("specification__sequence", "specification_id")
        .values_list("sku_id", "sku__is_launched", "sku__stock", "specification_id", "option_id")
    )
    found: dict[int, _Piece] = {}
    options: dict[int, dict[int, int]] = defaultdict(dict)
    for sku_id, is_launched, stock, specification_id, option_id in rows:
        options[sku_id][specification_id] = option_id
        found[sku_id] = _Piece(sku_id, options[sku_id], is_launched, stock > 0)
    return found


def _choice(option: SpecificationOption, here: _Piece, offered: Iterable[_Piece], words: Mapping[int, str]) -> Choice:
    specification = option.specification_id
    if here.options.get(specification) == option.pk:
        return Choice(option.value, Way.CHOSEN, _url(here))
    wanted = {**here.options, specification: option.pk}
    candidates = [piece for piece in offered if piece.options.get(specification) == option.pk]
    if not candidates:
        return Choice(option.value, Way.NONE)
    nearest = max(candidates, key=lambda piece: _nearness(piece, wanted))
    if nearest.options != wanted:
        leads_to = " · ".join(words[each] for each in nearest.options.values())
        return Choice(option.value, Way.NEAREST, _url(nearest), leads_to)
    return Choice(option.value, Way.EXACT if nearest.is_in_stock else Way.SOLD_OUT, _url(nearest))


def _nearness(piece: _Piece, wanted: Mapping[int, int]) -> tuple[bool, int, bool, int]:
    """The more in common the nearer; among equals one that can be bought, then the oldest."""
    shared = len(piece.options.items() & wanted.items())
    return piece.options == wanted, shared, piece.is_in_stock, -piece.sku_id


def _url(piece: _Piece) -> str:
    return reverse("goods:detail", args=(piece.sku_id,))
