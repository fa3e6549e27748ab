"""The transaction of an order in raw mysqlclient: the same statements on the same tables, and nothing around them."""

import threading
import time
from collections.abc import Sequence
from itertools import count
from urllib.parse import urlsplit

import MySQLdb

_NUMBERS = count(1)

_ORDER = (
    "INSERT INTO orders_order (number, user_id, token, status, pay_method, goods_amount, freight, discount, total,"
    " explanation, receiver, mobile, phone, area, place, remark, invoice_kind, invoice_title, invoice_tax_number,"
    " carrier, tracking_number, placed_at)"
    " VALUES (%s, %s, %s, 'to_ship', 'cash', %s, 0, 0, %s, '[]', '收货人', '13000000000', '', '广东省 深圳市 南山区',"
    " '科苑路 1 号', '', 'none', '', '', '', '', now(6))"
)
_ACTIVE = "SELECT 1 FROM users_user WHERE id = %s AND is_active LIMIT 1"
_STOCK = (
    "UPDATE goods_sku SET stock = stock - 1, sales = sales + 1"
    " WHERE id = %s AND is_launched AND stock >= 1 AND price = %s"
)
_SCARCE = "SELECT id, spu_id FROM goods_sku WHERE id = %s AND stock <= 10"
_LINE = (
    "INSERT INTO orders_orderline (order_id, sku_id, name, specification, renditions, price, count, amount,"
    " discount_share, freight_share, refunded_count) VALUES (%s, %s, '商品', '颜色：红', '[]', %s, 1, %s, 0, 0, 0)"
)
_EVENT = (
    "INSERT INTO orders_orderevent (order_id, `change`, status, actor, note, at)"
    " VALUES (%s, 'place', 'to_ship', 'buyer', '', now(6))"
)


def orders_per_second(database_url: str, users: Sequence[int], skus: Sequence[Sequence], *, threads: int, orders: int):
    """How many orders a second so many connections make of these SKUs, in turns."""
    started = time.perf_counter()
    hands = [
        threading.Thread(target=_place, args=(database_url, users, skus, number, orders // threads))
        for number in range(threads)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return orders // threads * threads / (time.perf_counter() - started)


def _place(database_url: str, users: Sequence[int], skus: Sequence[Sequence], first: int, orders: int) -> None:
    address = urlsplit(database_url)
    connection = MySQLdb.connect(
        host=str(address.hostname), port=address.port or 3306, user="root", database="mall", charset="utf8mb4"
    )
    connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
    cursor = connection.cursor()
    for turn in range(orders):
        sku, price = skus[(first * 37 + turn) % len(skus)]
        number = f"R{next(_NUMBERS):019d}"
        user = users[(first + turn) % len(users)]
        cursor.execute(_ORDER, (number, user, number, price, price))
        order = cursor.lastrowid
        cursor.execute(_ACTIVE, (user,))
        cursor.fetchall()
        if cursor.execute(_STOCK, (sku, price)) != 1:
            raise RuntimeError("no stock")
        cursor.execute(_SCARCE, (sku,))
        cursor.fetchall()
        cursor.execute(_LINE, (order, sku, price, price))
        cursor.execute(_EVENT, (order,))
        connection.commit()
    connection.close()
