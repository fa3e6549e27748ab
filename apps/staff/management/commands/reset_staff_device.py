"""A member of staff lost their phone and their backup codes, and nobody is left who could reset them in the admin."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from staff.services import keeping
from users.models import User


class Command(BaseCommand):
    help = "Takes away somebody's second factor; at their next visit to the admin they set up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.by_login(options["username"])
        if person is None:
            raise CommandError(f"Nobody is called {options['username']}.")
        if keeping.reset(person=person, by=None):
            self.stdout.write(f"{person.username} has no device any more.")
        else:
            self.stdout.write(f"{person.username} had no device.")
