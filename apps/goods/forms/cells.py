"""Single cells of a sheet of SKUs, as Excel, WPS or a csv file bring them: values of ours, or a sentence."""

import math
import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from utils.sheets import Cell, plain

from ..services.bulk import MAX_PRICE, MAX_STOCK
from ..services.sheets.columns import Value

_NUMBER = re.compile(r"([+-]?)[¥￥]?(\d+|\d{1,3}(?:,\d{3})+)(\.\d*)?", re.ASCII)
_SIGNIFICANT = 15  # digits that Excel keeps and shows; behind them is only what binary fractions leave
_LARGEST_ID = 2**63 - 1
_WORDS = {
    **dict.fromkeys(("是", "上架", "true", "yes", "y", "1", "√"), True),
    **dict.fromkeys(("否", "下架", "false", "no", "n", "0", "×"), False),
}
_EXCEL_ERRORS = frozenset(("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"))

_LONGEST = {"name": 150, "caption": 200}  # characters; test_sheet_cells compares them with the columns of the table


class Unusable(ValueError):
    """The sentence says what is wrong with the cell."""


def cell_of(name: str, cell: Cell) -> Value:
    """The value for this column. Raises Unusable."""
    if isinstance(cell, str) and cell.strip().upper() in _EXCEL_ERRORS:
        raise Unusable(_("公式的结果是错误 %(error)s") % {"error": cell.strip()})
    if name in ("name", "caption"):
        return _text(name, cell)
    if name == "is_launched":
        return _yes_or_no(cell)
    return _whole(cell, MAX_STOCK) if name == "stock" else _price(cell)


def seen_stock_of(cell: Cell) -> int | None:
    """None where nobody wrote down what the stock was. Raises Unusable."""
    return None if text_of(cell) == "" else _whole(cell, MAX_STOCK)


def number_of_sku(cell: Cell) -> int:
    """Raises Unusable."""
    if text_of(cell) == "":
        raise Unusable(_("没有编号；新的 SKU 请在商品页添加"))
    return _whole(cell, _LARGEST_ID, least=1)


def text_of(cell: Cell) -> str:
    """As one line; a number as it is shown."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return plain(str(cell))


def _text(name: str, cell: Cell) -> str:
    if not isinstance(cell, str | int | float | None) or isinstance(cell, bool):
        raise Unusable(_("要填文字"))
    text = text_of(cell)
    most = _LONGEST[name]
    if not text and name == "name":
        raise Unusable(_("不能为空"))
    if len(text) > most:
        raise Unusable(_("太长：最多 %(most)d 个字，现在有 %(length)d 个") % {"most": most, "length": len(text)})
    return text


def _yes_or_no(cell: Cell) -> bool:
    word = unicodedata.normalize("NFKC", text_of(cell)).casefold()
    if word not in _WORDS:
        raise Unusable(_("要填「是」或「否」，现在是「%(cell)s」") % {"cell": _shortened(cell)})
    return _WORDS[word]


def _price(cell: Cell) -> Decimal:
    """In yuan, exact to the fen."""
    number = _number(cell)
    _check_range(number, Decimal(0), MAX_PRICE)  # first: what is longer than Decimal's precision cannot be rounded
    rounded = round(number, 2)
    if number != rounded:
        raise Unusable(_("最多两位小数，现在是「%(cell)s」") % {"cell": _shortened(cell)})
    return rounded + 0  # of -0 makes 0


def _whole(cell: Cell, most: int, least: int = 0) -> int:
    number = _number(cell)
    _check_range(number, Decimal(least), Decimal(most))
    if number != int(number):
        raise Unusable(_("要填整数，现在是「%(cell)s」") % {"cell": _shortened(cell)})
    return int(number)


def _check_range(number: Decimal, least: Decimal, most: Decimal) -> None:
    if number < least:
        raise Unusable(_("不能小于 %(least)s") % {"least": least})
    if number > most:
        raise Unusable(_("不能大于 %(most)s") % {"most": most})


def _number(cell: Cell) -> Decimal:
    if isinstance(cell, float) and math.isfinite(cell):
        return Decimal(f"{cell:.{_SIGNIFICANT}g}")
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    if not isinstance(cell, str | None):
        raise Unusable(_("要填数字，现在是「%(cell)s」") % {"cell": _shortened(cell)})
    text = unicodedata.normalize("NFKC", text_of(cell)).replace("−", "-")
    if not text:
        raise Unusable(_("不能为空"))
    found = _NUMBER.fullmatch(text)
    if not found or len(text) > 40:
        raise Unusable(_("要填数字，现在是「%(cell)s」") % {"cell": _shortened(cell)})
    sign, whole, fraction = found.groups()
    return Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}")


def _shortened(cell: Cell) -> str:
    text = text_of(cell)
    return text if len(text) <= 20 else f"{text[:20]}…"
