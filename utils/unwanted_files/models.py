"""The names of files that have to go."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)


class UnwantedFile(models.Model):
    """A row lives from the moment when nobody wants the file any more until the storage does not have it."""

    name = models.CharField(max_length=255, unique=True)
    #: What copies of the name may have been made of, e.g. "sku:17": copies are looked for before the file goes.
    shared_by = models.CharField(max_length=40, blank=True)
    noted_at = models.DateTimeField(default=timezone.now)
    #: When the clock may try; whoever has noted it tries before.
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    def pause(self) -> timedelta:
        """Until the next try: a minute, and twice as long each time, up to an hour."""
        return min(FIRST_PAUSE * 2 ** min(self.tries, 10), _LONGEST_PAUSE)
