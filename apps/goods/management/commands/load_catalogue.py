"""`manage.py load_catalogue --skus N`: a synthetic catalogue for benchmarks."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from goods.demo import growing, load_categories
from goods.models import Category


class Command(BaseCommand):
    help = "Adds invented products until the mall has as many SKUs as asked for. What is there stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--skus", type=int, required=True, help="how many SKUs the mall is to have in all")
        parser.add_argument("--seed", type=int, default=1, help="another seed, other products (default: 1)")

    def handle(self, *args: object, **options: int) -> None:
        total, started = options["skus"], time.monotonic()
        if not 0 < total <= 10_000_000:
            raise CommandError("--skus must be between 1 and 10,000,000.")
        load_categories()

        def tell(present: int) -> None:
            seconds = time.monotonic() - started
            self.stdout.write(f"{present:,} of {total:,} SKUs ({seconds:.0f} s)")
            self.stdout.flush()

        try:
            added = growing.grow_catalogue(total=total, seed=options["seed"], tell=tell)
        except Category.DoesNotExist as error:
            raise CommandError("The mall has categories of its own, but none of the third level.") from error
        seconds = time.monotonic() - started
        self.stdout.write(f"Added {added:,} SKUs in {seconds:.1f} s ({added / seconds:,.0f} a second).")
        if added >= growing.MANY:
            self.stdout.write(
                "Each host's follower builds its search index anew; without one: catalogue_index rebuild."
            )
