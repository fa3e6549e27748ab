"""The heartbeat: one row that the primary changes each second, by which one sees how far behind a replica is."""

from django.db import models


class Heartbeat(models.Model):
    """The row with the key 1 is made by a migration. Written with the clock of the primary, in UTC, and compared only
    with itself: no two clocks have to agree."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.beat_at)
