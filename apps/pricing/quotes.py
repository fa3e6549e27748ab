"""What an order costs, and why: pure computation on goods, rules and reductions. All amounts in yuan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .sharing import shares_of

ZERO = Decimal("0.00")
_FEN = Decimal("0.01")


@dataclass(frozen=True)
class Item:
    """So many pieces of a SKU; None stands for the default freight template."""

    sku_id: int
    price: Decimal
    count: int
    template_id: int | None = None

    @property
    def amount(self) -> Decimal:
        return self.price * self.count


@dataclass(frozen=True)
class Freight:
    """What sending goods of one template costs into the province of an order; nothing from `free_from` on."""

    name: str
    fee: Decimal
    free_from: Decimal | None = None

    def cost(self, goods: Decimal) -> Decimal:
        """`goods`: what the goods of this template cost, before anything is taken off."""
        return ZERO if self.free_from is not None and goods >= self.free_from else self.fee


@dataclass(frozen=True)
class Saving:
    """So much off from so much on."""

    name: str
    from_amount: Decimal
    off: Decimal


@dataclass(frozen=True)
class Rates:
    """What holds for an order here and now. Goods whose template is not among `freights` are sent for nothing."""

    freights: Mapping[int | None, Freight]  # by template
    savings: Sequence[Saving]
    province: str = ""  # by name
    #: Nobody has said where the goods go yet.
    is_estimated: bool = False


@dataclass(frozen=True)
class Share:
    """The part of an item in what the order gets off, and in its freight."""

    discount: Decimal
    freight: Decimal


@dataclass(frozen=True)
class Quote:
    goods: Decimal
    freight: Decimal
    discount: Decimal
    #: By SKU; they add up to the amounts above to the fen.
    shares: Mapping[int, Share]
    #: For people: each line names an amount and says how it came about (pricing.wording). What stands before the last
    #: line, the total, adds up to it. JSON: {"kind", "name", "amount", …}, every value a text.
    explanation: Sequence[dict[str, str]]
    #: Nobody has said yet where the goods go.
    is_estimated: bool = False

    @property
    def total(self) -> Decimal:
        return self.goods + self.freight - self.discount


def quote(items: Sequence[Item], rates: Rates) -> Quote:
    """What these goods cost together; no SKU occurs twice.

    Whether freight is free is decided by what the goods of a template cost before the reduction, so that a reduction
    never makes an order dearer. An order gets the one reduction that takes most off, at most what its goods cost.
    """
    goods = sum((item.amount for item in items), ZERO)
    saving = _best(rates.savings, goods)
    discount = min(saving.off, goods) if saving else ZERO
    groups = _by_template(items)
    costs = {id_: _cost(rates.freights.get(id_), group) for id_, group in groups.items()}
    return Quote(
        goods=goods,
        freight=sum(costs.values(), ZERO),
        discount=discount,
        shares=_shares(items, discount, groups, costs),
        explanation=_explain(items, rates, saving),
        is_estimated=rates.is_estimated,
    )


def _best(savings: Sequence[Saving], goods: Decimal) -> Saving | None:
    return max((each for each in savings if goods >= each.from_amount), key=lambda each: each.off, default=None)


def _by_template(items: Sequence[Item]) -> dict[int | None, list[Item]]:
    groups: dict[int | None, list[Item]] = {}
    for item in items:
        groups.setdefault(item.template_id, []).append(item)
    return groups


def _cost(freight: Freight | None, group: Sequence[Item]) -> Decimal:
    return freight.cost(_sum(group)) if freight else ZERO


def _sum(items: Sequence[Item]) -> Decimal:
    return sum((item.amount for item in items), ZERO)


def _shares(
    items: Sequence[Item],
    discount: Decimal,
    groups: Mapping[int | None, Sequence[Item]],
    costs: Mapping[int | None, Decimal],
) -> dict[int, Share]:
    discounts = _by_sku(items, discount)
    freights: dict[int, Decimal] = {}
    for template_id, group in groups.items():
        freights |= _by_sku(group, costs[template_id])
    return {item.sku_id: Share(discounts[item.sku_id], freights[item.sku_id]) for item in items}


def _by_sku(items: Sequence[Item], amount: Decimal) -> dict[int, Decimal]:
    """By what they cost; goods for nothing share by their count."""
    weights = [item.amount for item in items]
    if not any(weights):
        weights = [Decimal(item.count) for item in items]
    return dict(zip((item.sku_id for item in items), shares_of(amount, weights), strict=True))


def _explain(items: Sequence[Item], rates: Rates, saving: Saving | None) -> list[dict[str, str]]:
    goods = _sum(items)
    lines = [_line("goods", "", goods, count=str(sum(item.count for item in items)))]
    groups = ((rates.freights.get(template_id), group) for template_id, group in _by_template(items).items())
    freights = [_freight_line(freight, _sum(group), rates.province) for freight, group in groups if freight]
    lines += freights or [_line("freight", "", ZERO)]
    if saving:
        off = min(saving.off, goods)
        lines.append(_line("reduction", saving.name, -off, from_amount=_text(saving.from_amount)))
    return [*lines, _line("total", "", sum((Decimal(line["amount"]) for line in lines), ZERO))]


def _freight_line(freight: Freight, goods: Decimal, province: str) -> dict[str, str]:
    said = {"fee": _text(freight.fee), "province": province}
    if freight.free_from is not None:
        said |= {"free_from": _text(freight.free_from), "missing": _text(max(freight.free_from - goods, ZERO))}
    return _line("freight", freight.name, freight.cost(goods), **said)


def _line(kind: str, name: str, amount: Decimal, **said: str) -> dict[str, str]:
    return {"kind": kind, "name": name, "amount": _text(amount), **said}


def _text(amount: Decimal) -> str:
    return str(amount.quantize(_FEN))
