"""What `collectstatic` made: production has no style without it."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from meiduo_mall.doctor.findings import Finding, error, fine
from meiduo_mall.doctor.registry import Mall, check

_DO = "Run: python manage.py collectstatic --noinput, with the code that runs, and restart."


@check("static.manifest")
def manifest(mall: Mall) -> Iterator[Finding]:
    if not mall.is_production:
        yield fine("Development serves style sheets and scripts as they are.")
        return
    folder = Path(settings.STATIC_ROOT)
    why = "Pages answer 500, or have no style."
    try:
        paths = json.loads((folder / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        yield error(f"There is no readable staticfiles.json in {folder}.", why, _DO)
        return
    lost = [name for name, hashed in paths.items() if not (folder / hashed).exists()]
    if lost:
        yield error(f"{len(lost)} static files are gone, the first is {lost[0]}.", why, _DO)
    else:
        yield fine(f"{len(paths)} static files are there.")
