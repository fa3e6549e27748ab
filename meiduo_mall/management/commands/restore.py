"""`manage.py restore FOLDER`: brings a back-up into the database, the storage and the Redis that the settings name."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meiduo_mall.backups.folder import backup_at
from meiduo_mall.backups.refusals import BackupFailed, NotEmpty
from meiduo_mall.backups.restoring import PARTS, restore


class Command(BaseCommand):
    help = "Restores a back-up. Stop web and workers first; refuses to replace anything unless told with --replace."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a back-up, or a folder of them for the newest")
        parser.add_argument("--only", action="append", choices=PARTS, help="only this part; may be given again")
        parser.add_argument("--replace", action="store_true", help="replace what is there, for ever")

    def handle(self, *args: object, **options: object) -> None:
        path, parts = Path(str(options["folder"])), options["only"] or PARTS
        try:
            folder, backup = backup_at(path)
            self._tell(f"restoring   {backup}")
            restore(folder, backup, parts=list(parts), may_replace=bool(options["replace"]), tell=self._tell)  # type: ignore[call-overload]
        except NotEmpty as refusal:
            raise CommandError(f"{refusal} Nothing was changed. --replace replaces it, for ever.") from refusal
        except BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        except OSError as failure:
            raise CommandError(f"{failure.filename or path}: {failure.strerror}") from failure
        self._tell("next        python manage.py catalogue_index rebuild on each host, then start the mall")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
