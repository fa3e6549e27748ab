"""`manage.py sms_budget`: what the SMS of today and the seven days before cost, and whether they are being sent."""

from decimal import Decimal

from django.core.management.base import BaseCommand

from verifications import queries, sms_store
from verifications.sms_gateways import provider

_DAYS = 8
_ROW = "{:<12}{:<12}{:>8}{:>9}{:>12}"


class Command(BaseCommand):
    help = "Prints the SMS of the last days with their price, the cap of today and the state of the breaker."

    def handle(self, *args: object, **options: object) -> None:
        name, budget = provider(), queries.budget()
        breaker = sms_store.breaker(name)
        wait = f", tried again in {breaker.wait_seconds} s" if breaker.wait_seconds else ""
        self.stdout.write(f"provider    {name}")
        self.stdout.write(f"breaker     {breaker.state}{wait}")
        self.stdout.write(f"today       {budget.asked_for} of {budget.cap} codes asked for")
        self.stdout.write("")
        self.stdout.write(_ROW.format("day", "provider", "sent", "unclear", "yuan"))
        rows = queries.spend(days=_DAYS)
        for row in rows:
            self.stdout.write(_ROW.format(str(row.day), row.provider, row.sent, row.unclear, f"{row.yuan:.2f}"))
        total = sum((row.yuan for row in rows), start=Decimal(0))
        sent, unclear = sum(row.sent for row in rows), sum(row.unclear for row in rows)
        self.stdout.write(_ROW.format("together", "", sent, unclear, f"{total:.2f}"))
