"""Folders that the mall writes to: pictures, logs, and the room that is left."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check

_SCARCE = (0.10, 5 << 30)  # a warning below this part and these bytes
_NONE = (0.03, 500 << 20)  # an error below
_DO = "Free some: old logs first (*.log.*), then old back-ups; or give it a larger disk."


@check("folders.media")
def media(mall: Mall) -> Iterator[Finding]:
    if not isinstance(default_storage, FileSystemStorage):
        yield fine("Pictures are not kept in a folder.")
        return
    yield _writable("pictures", Path(settings.MEDIA_ROOT), "Pictures cannot be uploaded.", "MEDIA_ROOT")


@check("folders.logs")
def logs(mall: Mall) -> Iterator[Finding]:
    yield _writable("logs", Path(settings.LOG_DIR), "Nobody can say later what went wrong.", "LOG_DIR")


def _writable(name: str, folder: Path, why: str, variable: str) -> Finding:
    """Writes a file there, in the nearest folder that exists, and takes it away."""
    try:
        with tempfile.NamedTemporaryFile(dir=_nearest(folder), prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
    except OSError as failure:
        what = f"The folder of the {name}, {folder}, cannot be written to: {failure.strerror}."
        do = f"Give it to the user whom the mall runs as (chown), or set {variable} to another one."
        return error(what, why, do)
    return fine(f"The folder of the {name}, {folder}, can be written to.")


def _nearest(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


@check("folders.room")
def room(mall: Mall) -> Iterator[Finding]:
    """Each disk once."""
    wanted = (settings.DATA_DIR, settings.MEDIA_ROOT, settings.LOG_DIR, settings.CATALOGUE_INDEX_DIR)
    folders = {_nearest(Path(each)) for each in wanted}
    disks = {folder.stat().st_dev: folder for folder in sorted(folders, reverse=True)}
    for folder in sorted(disks.values()):
        usage = shutil.disk_usage(folder)
        yield _judged(folder, usage.free, usage.total)


def _judged(folder: Path, free: int, total: int) -> Finding:
    what = f"{free / 1e9:.1f} of {total / 1e9:.1f} GB are free on the disk of {folder}."
    why = "When it is full, uploads fail, Redis refuses to write, and nobody can sign in."
    for report, (part, size) in ((error, _NONE), (warning, _SCARCE)):
        if free <= part * total and free < size:
            return report(what, why, _DO)
    return fine(what)
