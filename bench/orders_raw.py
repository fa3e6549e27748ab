"""An order in raw mysqlclient: the statements that `place_order` sends, and nothing around them.

No HTTP, no session, no form, no ticket, no rules of freight. Once whole, and once only from the first row that is
written to the commit, with its snapshot made up instead of read.
"""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import MySQLdb

_NUMBERS = count(1)

_ADDRESS = """
    SELECT receiver, mobile, phone, place, district_id, district.name, city.name, province.name FROM addresses_address
    INNER JOIN areas_area district ON district_id = district.code
    LEFT OUTER JOIN areas_area city ON district.parent_id = city.code
    LEFT OUTER JOIN areas_area province ON city.parent_id = province.code
    WHERE addresses_address.id = %s AND user_id = %s ORDER BY addresses_address.id DESC
"""
_SKU = """
    SELECT sku.id, spu_id, sku.category_id, sku.name, caption, price, cost_price, market_price, stock, purchase_limit,
        sales, sku.review_count, is_launched, renditions, option_key, sku.created_at, sku.updated_at,
        freight_template_id
    FROM goods_sku sku INNER JOIN goods_spu spu ON spu_id = spu.id WHERE sku.id IN (%s) ORDER BY sku.id DESC
"""
_OPTIONS = """
    SELECT chosen.sku_id, part.name, wanted.value FROM goods_skuspecification chosen
    INNER JOIN goods_specification part ON chosen.specification_id = part.id
    INNER JOIN goods_specificationoption wanted ON chosen.option_id = wanted.id
    WHERE chosen.sku_id IN (%s) ORDER BY part.sequence ASC, chosen.specification_id ASC
"""
_ORDER = """
    INSERT INTO orders_order (number, user_id, language, token, status, pay_method, goods_amount, freight, discount,
        total, explanation, receiver, mobile, phone, area, place, remark, invoice_kind, invoice_title,
        invoice_tax_number, carrier, tracking_number, placed_at, pay_by, paid_at, shipped_at, receive_by, received_at,
        closed_at, hidden_at)
    VALUES (%s, %s, 'zh-hans', %s, 'to_ship', 'cash', %s, 80.00, 80.00, %s, %s, %s, %s, '', %s, %s, '', 'none', '', '',
        '', '', %s, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
"""
_ACTIVE = "SELECT id FROM users_user WHERE is_active = 1 AND id = %s"
_STOCK = """
    UPDATE goods_sku FORCE INDEX (PRIMARY)
    SET stock = stock - CASE id WHEN %s THEN 1 END, sales = sales + CASE id WHEN %s THEN 1 END
    WHERE id IN (%s) AND ((is_launched AND id = %s AND price = %s AND stock >= 1)) ORDER BY id
"""
_SCARCE = "SELECT id, spu_id FROM goods_sku WHERE id IN (%s) AND stock <= 10"
_LINE = """
    INSERT INTO orders_orderline (order_id, sku_id, name, specification, renditions, price, count, amount,
        discount_share, freight_share, refunded_count, is_reviewed)
    VALUES (%s, %s, %s, %s, %s, %s, 1, %s, 80, 80, 0, 0)
"""
_EVENT = """
    INSERT INTO orders_orderevent (order_id, `change`, status, actor, by_id, note, at)
    VALUES (%s, 'place', 'to_ship', 'buyer', NULL, '', %s)
"""
#: As long as that of an order with freight and a reduction.
_EXPLANATION = json.dumps(
    [
        {"kind": "goods", "name": "", "amount": "2499.00", "count": "1"},
        {"kind": "freight", "name": "大件商品", "amount": "60.00", "fee": "60.00", "province": "河北省"},
        {"kind": "reduction", "name": "满 1000 减 80", "amount": "-80.00", "from_amount": "1000.00"},
        {"kind": "total", "name": "", "amount": "2479.00"},
    ]
)
_MADE_UP = ("收货人", "13000000000", "科苑路 1 号", "广东省 深圳市 南山区"), ("商品", "颜色：红", "[]")


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
        parcel, piece = _read(cursor, shopper, sku) if is_whole else _MADE_UP
        _write(cursor, shopper["id"], parcel, (sku, *piece, price))
        connection.commit()
    connection.close()


def _read(cursor: Any, shopper: Mapping[str, Any], sku: int) -> tuple[Any, Any]:
    receiver, mobile, _phone, place, _code, *names = _rows(cursor, _ADDRESS, (shopper["address"], shopper["id"]))[0]
    goods = _rows(cursor, _SKU, (sku,))[0]
    options = _rows(cursor, _OPTIONS, (sku,))
    specification = "；".join(f"{name}：{value}" for _sku, name, value in options)
    return (receiver, mobile, place, " ".join(reversed(names))), (goods[3], specification, goods[13])


def _write(cursor: Any, user: int, parcel: Sequence[Any], line: Sequence[Any]) -> None:
    receiver, mobile, place, area = parcel
    sku, price = line[0], line[-1]
    number, now = f"R{next(_NUMBERS):019d}", datetime.now(UTC).replace(tzinfo=None)
    amounts = (price, price, _EXPLANATION)
    cursor.execute(_ORDER, (number, user, number, *amounts, receiver, mobile, area, place, now))
    order = cursor.lastrowid
    _rows(cursor, _ACTIVE, (user,))
    if cursor.execute(_STOCK, (sku, sku, sku, sku, price)) != 1:
        raise RuntimeError("no stock")
    _rows(cursor, _SCARCE, (sku,))
    cursor.execute(_LINE, (order, *line, price))
    cursor.execute(_EVENT, (order, now))


def _rows(cursor: Any, sql: str, values: Sequence[Any]) -> Any:
    cursor.execute(sql, values)
    return cursor.fetchall()
