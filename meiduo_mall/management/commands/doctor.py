"""`manage.py doctor`: what is wrong with this mall, why it matters, and what to do; exit status 1 for errors."""

import os
import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meiduo_mall.doctor.checks import mail
from meiduo_mall.doctor.examining import LIMIT, examine
from meiduo_mall.doctor.findings import Grade
from meiduo_mall.doctor.printing import as_json, as_text
from meiduo_mall.doctor.registry import CHECKS, Check, Mall


class Command(BaseCommand):
    help = "Looks at settings, servers, keys, folders and workers. Changes nothing. Exits with 1 when it finds errors."
    requires_system_checks = ()  # they are one of the checks

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("checks", nargs="*", metavar="CHECK", help="only these, such as mail or redis.memory")
        parser.add_argument("--production", action="store_true", help="judge by the rules of production")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help=f"for each check ({LIMIT:g})")
        parser.add_argument("--send-mail", metavar="ADDRESS", help="also send a letter there")
        parser.add_argument(
            "--connections", type=int, default=40, metavar="N", help="database connections of all our processes (40)"
        )

    def handle(self, *args: object, **options: object) -> None:
        is_production = bool(options["production"]) or os.environ["DJANGO_SETTINGS_MODULE"].endswith(".prod")
        mall = Mall(is_production=is_production, connections=int(str(options["connections"])))
        checks = _chosen([str(name) for name in options["checks"]])  # type: ignore[attr-defined]
        if options["send_mail"]:
            checks.append(Check("mail.letter", mail.letter_to(str(options["send_mail"]))))
        reports = examine(checks, mall, limit=float(str(options["limit"])))
        if options["json"]:
            self.stdout.write(as_json(reports, is_production=is_production))
        else:
            self.stdout.write("\n".join(as_text(reports, is_production=is_production)))
        if any(report.grade is Grade.ERROR for report in reports):
            sys.exit(1)


def _chosen(names: list[str]) -> list[Check]:
    """All of them without names. Raises CommandError for a name that is none."""
    known = {name for check in CHECKS.values() for name in (check.name, check.kind)}
    if unknown := set(names) - known:
        raise CommandError(f"There is no check {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}")
    return [check for check in CHECKS.values() if not names or {check.name, check.kind} & set(names)]
