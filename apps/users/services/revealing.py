"""Staff look at a number or mail address that is masked everywhere else."""

import logging
from typing import NamedTuple

from django.utils.translation import gettext as _

from utils.refusals import WaitFirst

from .. import store
from ..models import User
from .history import note

logger = logging.getLogger(__name__)


class Contact(NamedTuple):
    mobile: str
    email: str


class RevealedTooOften(WaitFirst):
    """This member of staff looked at too many; the next one may be seen in `wait_seconds`."""


def reveal_contact(*, person: User, by: User) -> Contact:
    """The whole number and mail address. Who saw whose is written down first. Raises RevealedTooOften."""
    count_look(by)
    note(person=person, by=by, what=_("查看了手机号"))
    logger.info("Staff %d saw the contact of user %d", by.pk, person.pk)
    return Contact(person.mobile, person.email)


def count_look(by: User) -> None:
    """Of everything that is masked elsewhere, one more is going to be shown to this member of staff. Raises
    RevealedTooOften."""
    wait = store.count_reveal(str(by.pk))
    if wait:
        raise RevealedTooOften(wait)
