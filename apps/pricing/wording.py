"""The explanation of an amount in the language of whoever reads it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Said:
    """A line of a sum: what it is, how much in yuan, and why; the last one is the total."""

    title: str
    amount: Decimal
    why: str = ""
    is_total: bool = False


def said(explanation: Iterable[Mapping[str, str]]) -> list[Said]:
    """What a quote, or the order that was made of it, explains (pricing.quotes.Quote.explanation)."""
    return [_SAID[line["kind"]](line) for line in explanation]


def sentence(line: Said) -> str:
    """One line of text, where there is no room for a table."""
    words = _("%(title)s：%(amount)s 元") % {"title": line.title, "amount": line.amount}
    return _("%(words)s（%(why)s）") % {"words": words, "why": line.why} if line.why else words


def _amount(line: Mapping[str, str]) -> Decimal:
    return Decimal(line["amount"])


def _goods(line: Mapping[str, str]) -> Said:
    count = int(line["count"])
    why = ngettext("共 %(count)d 件", "共 %(count)d 件", count) % {"count": count}
    return Said(_("商品金额"), _amount(line), why)


def _freight(line: Mapping[str, str]) -> Said:
    if "fee" not in line:
        return Said(_("运费"), _amount(line), _("免运费"))
    where = line["province"] or _("还没有收货地址，暂按大多数省份计算")
    words = {"where": where, "name": line["name"], "rule": _rule(line)}
    return Said(_("运费"), _amount(line), _("%(where)s，%(name)s：%(rule)s") % words)


def _rule(line: Mapping[str, str]) -> str:
    if not Decimal(line["fee"]):
        return _("免运费")
    if "free_from" not in line:
        return _("每单 %(fee)s 元") % {"fee": line["fee"]}
    if not Decimal(line["missing"]):
        return _("满 %(free_from)s 元包邮，已免运费") % {"free_from": line["free_from"]}
    amounts = {name: line[name] for name in ("fee", "free_from", "missing")}
    return _("每单 %(fee)s 元，满 %(free_from)s 元包邮，还差 %(missing)s 元") % amounts


def _reduction(line: Mapping[str, str]) -> Said:
    why = _("%(name)s：商品金额满 %(from_amount)s 元") % {"name": line["name"], "from_amount": line["from_amount"]}
    return Said(_("满减"), _amount(line), why)


def _total(line: Mapping[str, str]) -> Said:
    return Said(_("应付金额"), _amount(line), is_total=True)


_SAID: dict[str, Callable[[Mapping[str, str]], Said]] = {
    "goods": _goods,
    "freight": _freight,
    "reduction": _reduction,
    "total": _total,
}
