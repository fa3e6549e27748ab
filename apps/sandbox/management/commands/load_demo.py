"""`manage.py load_demo`: categories, goods, home page and people to try the mall with."""

import time
from argparse import ArgumentParser
from collections.abc import Callable

from django.core.management.base import BaseCommand
from django.db import transaction

from addresses.demo import load_addresses
from contents.demo import load_home
from goods.demo import load_categories, load_goods
from goods.demo.freight import load_freight
from goods.demo.synonyms import load_synonyms
from orders.demo import load_orders
from pricing.demo import load_reductions
from reviews.demo import load_reviews
from users.demo import ACCOUNTS, load_people
from users.models import User


@transaction.atomic
def _load_people() -> None:
    load_people()
    shopper, clerk = (User.objects.get(mobile=account.mobile) for account in ACCOUNTS[:2])
    load_addresses(shopper)
    load_orders(shopper, clerk=clerk)
    load_reviews(clerk=clerk)


@transaction.atomic
def _load_goods() -> None:
    load_synonyms()
    load_goods()
    load_freight()
    load_reductions()


STEPS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("categories", load_categories),
    ("goods", _load_goods),
    ("home page", load_home),
    ("people", _load_people),  # last: run_mall takes their presence for a complete demo
)


class Command(BaseCommand):
    help = "Loads what is missing of the demo; running it again changes nothing that is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="no line per step")

    def handle(self, *args: object, **options: object) -> None:
        for number, (name, load) in enumerate(STEPS, start=1):
            started = time.monotonic()
            load()
            if not options["quiet"]:
                self.stdout.write(f"demo {number}/{len(STEPS)}: {name} ({time.monotonic() - started:.1f} s)")
                self.stdout.flush()
