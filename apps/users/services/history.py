"""What staff did with a person, in that person's history in the admin."""

from django.contrib.admin.models import CHANGE, LogEntry

from ..models import User


def note(*, person: User, by: User, what: str) -> None:
    """Writes a line, in the transaction of the caller."""
    LogEntry.objects.log_actions(by.pk, [person], CHANGE, what, single_object=True)
