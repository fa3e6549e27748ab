"""An order in raw mysqlclient: what `place_order` asks and writes, on the same tables, and nothing around it.

No HTTP, no session, no form, no ticket, no rules of freight. Once whole, and once only from the first row that is
written to the commit, with its snapshot made up instead of read.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import MySQLdb

_NUMBERS = count(1)

_ADDRESS = (
    "SELECT receiver, mobile, concat(province.name, ' ', city.name, ' ', district.name), place FROM addresses_address"
    " JOIN areas_area district ON district.code = district_id JOIN areas_area city ON city.code = district.parent_id"
    " JOIN areas_area province ON province.code = city.parent_id WHERE user_id = %s AND addresses_address.id = %s"
)
_SKU = (
    "SELECT sku.name, renditions, price, stock, purchase_limit, is_launched, freight_template_id"
    " FROM goods_sku sku JOIN goods_spu spu ON spu.id = spu_id WHERE sku.id IN (%s)"
)
_OPTIONS = (
    "SELECT part.name, wanted.value FROM goods_skuspecification chosen"
    " JOIN goods_specification part ON part.id = chosen.specification_id"
    " JOIN goods_specificationoption wanted ON wanted.id = chosen.option_id"
    " WHERE chosen.sku_id IN (%s) ORDER BY part.sequence, part.id"
)
_ORDER = (
    "INSERT INTO orders_order (number, user_id, token, status, pay_method, goods_amount, freight, discount, total,"
    " explanation, receiver, mobile, phone, area, place, remark, invoice_kind, invoice_title, invoice_tax_number,"
    " carrier, tracking_number, placed_at)"
    " VALUES (%s, %s, %s, 'to_ship', 'cash', %s, 0, 0, %s, '[]', %s, %s, '', %s, %s, '', 'none', '', '', '', '',"
    " now(6))"
)
_ACTIVE = "SELECT 1 FROM users_user WHERE id = %s AND is_active LIMIT 1"
_STOCK = (
    "UPDATE goods_sku SET stock = stock - 1, sales = sales + 1"
    " WHERE id = %s AND is_launched AND stock >= 1 AND price = %s"
)
_SCARCE = "SELECT id, spu_id FROM goods_sku WHERE id = %s AND stock <= 10"
_LINE = (
    "INSERT INTO orders_orderline (order_id, sku_id, name, specification, renditions, price, count, amount,"
    " discount_share, freight_share, refunded_count) VALUES (%s, %s, %s, %s, %s, %s, 1, %s, 0, 0, 0)"
)
_EVENT = (
    "INSERT INTO orders_orderevent (order_id, `change`, status, actor, note, at)"
    " VALUES (%s, 'place', 'to_ship', 'buyer', '', now(6))"
)
_MADE_UP = ("收货人", "13000000000", "广东省 深圳市 南山区", "科苑路 1 号"), ("商品", "[]"), (("颜色", "红"),)


def orders_per_second(
    database_url: str,
    shoppers: Sequence[Mapping[str, Any]],
    skus: Sequence[Sequence[Any]],
    *,
    orders: int,
    is_whole: bool,
    threads: int = 8,
) -> float:
    """How many orders a second so many connections make of these SKUs, in turns."""
    started = time.perf_counter()
    hands = [
        threading.Thread(target=_order, args=(database_url, shoppers, skus, range(first, orders, threads), is_whole))
        for first in range(threads)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return orders / (time.perf_counter() - started)


def _order(
    database_url: str, shoppers: Sequence[Any], skus: Sequence[Any], turns: Sequence[int], is_whole: bool
) -> None:
    address = urlsplit(database_url)
    connection = MySQLdb.connect(
        host=str(address.hostname), port=address.port or 3306, user="root", database="mall", charset="utf8mb4"
    )
    connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
    cursor = connection.cursor()
    for turn in turns:
        shopper, (sku, price) = shoppers[turn % len(shoppers)], skus[turn % len(skus)]
        parcel, piece, options = _read(cursor, shopper, sku) if is_whole else _MADE_UP
        specification = "；".join(f"{name}：{value}" for name, value in options)
        _write(cursor, shopper["id"], parcel, (sku, piece[0], specification, piece[1], price))
        connection.commit()
    connection.close()


def _read(cursor: Any, shopper: Mapping[str, Any], sku: int) -> tuple[Any, Any, Any]:
    return (
        _rows(cursor, _ADDRESS, (shopper["id"], shopper["address"]))[0],
        _rows(cursor, _SKU, (sku,))[0],
        _rows(cursor, _OPTIONS, (sku,)),
    )


def _write(cursor: Any, user: int, parcel: Sequence[Any], line: Sequence[Any]) -> None:
    receiver, mobile, area, place = parcel
    sku, price = line[0], line[-1]
    number = f"R{next(_NUMBERS):019d}"
    cursor.execute(_ORDER, (number, user, number, price, price, receiver, mobile, area, place))
    order = cursor.lastrowid
    _rows(cursor, _ACTIVE, (user,))
    if cursor.execute(_STOCK, (sku, price)) != 1:
        raise RuntimeError("no stock")
    _rows(cursor, _SCARCE, (sku,))
    cursor.execute(_LINE, (order, *line, price))
    cursor.execute(_EVENT, (order,))


def _rows(cursor: Any, sql: str, values: Sequence[Any]) -> Any:
    cursor.execute(sql, values)
    return cursor.fetchall()
