"""`manage.py backup --to FOLDER`, `manage.py backup verify FOLDER`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meiduo_mall.backups.folder import BackupFolder, backup_at
from meiduo_mall.backups.making import make_backup
from meiduo_mall.backups.refusals import BackupFailed
from meiduo_mall.backups.verifying import verify


class Command(BaseCommand):
    help = "Copies database, pictures and kept Redis into a folder while the mall goes on, or verifies such a copy."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", nargs="?", choices=("make", "verify"), default="make")
        parser.add_argument("folder", nargs="?", type=Path, help="what to verify: a back-up, or the newest of a folder")
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="where all back-ups are kept")
        parser.add_argument("--keep", type=int, metavar="N", help="afterwards take all but the newest N away")

    def handle(self, *args: object, **options: object) -> None:
        path = options["folder"] or options["to"]
        if not isinstance(path, Path):
            raise CommandError("Name a folder: backup --to FOLDER, or backup verify FOLDER")
        keep = options["keep"]
        if isinstance(keep, int) and keep < 1:
            raise CommandError("--keep has to be 1 or more.")
        try:
            if options["action"] == "verify":
                self._verify(path)
            else:
                self._make(path, keep if isinstance(keep, int) else None)
        except BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        except OSError as failure:
            raise CommandError(f"{failure.filename or path}: {failure.strerror or failure}") from failure

    def _make(self, path: Path, keep: int | None) -> None:
        folder = BackupFolder(path)
        made = make_backup(folder, tell=self._tell)
        if keep is not None:
            with folder.locked():
                gone = folder.prune(keep)
            self._tell(f"pruned      {len(gone)} old back-ups; {len(folder.all())} are kept")
        self._tell(str(made))

    def _verify(self, path: Path) -> None:
        folder, backup = backup_at(path)
        manifest = verify(folder, backup, tell=self._tell)
        self._tell(f"{backup} is whole: {sum(manifest.tables.values())} rows, made at {manifest.made_at}")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
