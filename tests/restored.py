"""A mall that is written to while it is copied, and what a copy of it is compared by."""

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction

from goods.models import SKUImage
from ledger.services import note_payment
from orders.tests.factories import OrderFactory
from tests.workers import wait_until
from utils.pictures import delete_files, store_drawing

ROOT = Path(__file__).parents[1]
#: Asks a restored mall from inside, as a browser with the old cookie and as an accountant would.
_QUESTIONS = """
import json, sys
from django.test import Client
from carts.store import UserCart
from ledger.models import Entry
from ledger.queries import unbalanced
from users.models import User
browser = Client(headers={"host": "localhost"})
browser.cookies["sessionid"] = sys.stdin.read()
page = browser.get("/info/")
shopper = User.objects.get(username="alice")
cart = {str(line.sku_id): line.count for line in UserCart(shopper.pk).lines().values()}
print(json.dumps({"unbalanced": unbalanced(), "entries": Entry.objects.count(), "cart": cart,
                  "status": page.status_code, "is_alice": "alice" in page.content.decode()}))
"""


class Writer(threading.Thread):
    """Sells and changes pictures without a pause. `with Writer(sku):`; it has begun then, and ended afterwards."""

    def __init__(self, sku):
        super().__init__(name="writer")
        self.sku, self.written, self.fault = sku, 0, None
        self._is_over = threading.Event()
        self._old_pictures = list(SKUImage.objects.filter(sku=sku))

    def __enter__(self):
        self.start()
        self.wait_for_more(3)
        return self

    def __exit__(self, *error):
        self._is_over.set()
        self.join()
        assert self.fault is None, self.fault

    def wait_for_more(self, number):
        goal = self.written + number
        wait_until(lambda: self.written >= goal or self.fault, lambda: self.fault)

    def run(self):
        try:
            while not self._is_over.is_set():
                self._sell()
                self._change_picture()
                self.written += 1
        except Exception as fault:
            self.fault = fault
        finally:
            connections.close_all()

    def _sell(self):
        with transaction.atomic():
            order = OrderFactory(status="to_ship", user=self.sku.seller, lines=[{"sku": self.sku}])
            note_payment(key=f"drill:{order.pk}", order_number=order.number, amount=Decimal(order.total))

    def _change_picture(self):
        """A new one comes; one that was there before the writer goes, row and file."""
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{self.written}</text></svg>'.encode()
        stored = store_drawing(drawing, folder="goods", width=400, height=400)
        SKUImage.objects.create(sku=self.sku, renditions=stored)
        if self._old_pictures:
            old = self._old_pictures.pop()
            SKUImage.objects.filter(pk=old.pk).delete()
            delete_files(rendition["name"] for rendition in old.renditions)


def manage(environment, *arguments, text=""):
    """Runs manage.py with development's settings on other servers; returns its output, or fails with it."""
    own = {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.dev", "SECRET_KEY": settings.SECRET_KEY}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **own, **environment},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def answers_of(environment, *, session):
    """What the mall that the environment names says of itself."""
    return json.loads(manage(environment, "shell", "--no-imports", "-c", _QUESTIONS, text=session).splitlines()[-1])


@contextmanager
def cursor_at(host, port, user, name):
    import MySQLdb  # not on every machine

    connection = MySQLdb.connect(host=host, port=int(port), user=user, database=name, charset="utf8mb4")
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def tables_of(cursor):
    cursor.execute("SHOW TABLES")
    return sorted(name for (name,) in cursor.fetchall())


def fingerprint(cursor, table, upto=None):
    """Rows and checksum of all columns; of rows up to an id, which only grow."""
    cursor.execute(f"SHOW COLUMNS FROM `{table}`")
    columns = [row[0] for row in cursor.fetchall()]
    whole = ", ".join(f"QUOTE(`{column}`)" for column in columns)
    limit = "" if upto is None or "id" not in columns else f" WHERE id <= {upto}"
    cursor.execute(f"SELECT COUNT(*), COALESCE(SUM(CRC32(CONCAT_WS(',', {whole}))), 0) FROM `{table}`{limit}")  # noqa: S608
    return cursor.fetchone()


def newest_id(cursor, table):
    cursor.execute(f"SHOW COLUMNS FROM `{table}` LIKE 'id'")
    if not cursor.fetchone():
        return None
    cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM `{table}`")  # noqa: S608
    return cursor.fetchone()[0]


def contents_of(folder):
    """Name → bytes of every file below it."""
    folder = Path(folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
