"""`manage.py restore FOLDER`: brings a back-up into the database, the storage and the Redis that the settings name."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meiduo_mall.backups.folder import backup_at
from meiduo_mall.backups.refusals import BackupFailed, NotEmpty
from meiduo_mall.backups.restoring import PARTS, Wanted, restore


class Command(BaseCommand):
    help = "Restores a back-up. Stop web and workers first; refuses to replace anything unless told with --replace."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a back-up, or a folder of them for the newest")
        parser.add_argument("--only", action="append", choices=PARTS, help="only this part; may be given again")
        parser.add_argument("--replace", action="store_true", help="replace what is there, for ever")

    def handle(self, *, folder: Path, only: list[str] | None, replace: bool, **options: object) -> None:
        try:
            backups, backup = backup_at(folder)
            self._tell(f"restoring   {backup}")
            restore(backups, backup, Wanted(parts=only or PARTS, may_replace=replace), tell=self._tell)
        except NotEmpty as refusal:
            raise CommandError(f"{refusal} Nothing was changed. --replace replaces it, for ever.") from refusal
        except BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        except OSError as failure:
            raise CommandError(f"{failure.filename or folder}: {failure.strerror or failure}") from failure
        self._tell("next        python manage.py catalogue_index rebuild on each host, then start the mall")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
