"""Whether somebody makes back-ups."""

from collections.abc import Iterator

from meiduo_mall.backups.store import OLD_AFTER, backup_age
from meiduo_mall.doctor.findings import Finding, fine, warning
from meiduo_mall.doctor.registry import Mall, check

_WHY = "After a loss there is nothing, or too little, to go back to."
_DO = "Look at `systemctl status mall-backup.service` and its timer, or make one: manage.py backup --to FOLDER"


@check("backups.age", needs="redis.answers")
def age(mall: Mall) -> Iterator[Finding]:
    if not mall.is_production:
        yield fine("Development needs no back-ups.")
        return
    seconds = backup_age()
    if seconds is None:
        yield warning("Nobody knows of any back-up.", _WHY, _DO)
    elif seconds > OLD_AFTER:
        yield warning(f"The last back-up is {seconds // 3600} hours old.", _WHY, _DO)
    else:
        yield fine(f"The last back-up is {seconds // 3600} hours old.")
