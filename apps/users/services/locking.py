"""Staff lock an account and open it again."""

import logging

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .. import store
from ..models import ERASED_PREFIX, SignIn, User
from . import sign_ins
from .history import note

logger = logging.getLogger(__name__)


class LockRefused(Exception):
    """Nothing was changed."""


class OwnAccount(LockRefused):
    """Nobody locks or unlocks themselves."""


class StaffAccount(LockRefused):
    """Staff are locked and unlocked by superusers only."""


class ErasedAccount(LockRefused):
    """Nobody is behind this account any more; it stays closed."""


def lock(*, person: User, by: User) -> bool:
    """Closes the account. Once that is committed, all its sessions end. False when it was closed already.

    Raises LockRefused.
    """
    with transaction.atomic():
        if not _within_reach(person, by).filter(is_active=True).update(is_active=False):
            return False
        note(person=person, by=by, what=_("锁定了账号"))
        transaction.on_commit(lambda: sign_ins.end_all(user=person))
    logger.info("Staff %d locked user %d", by.pk, person.pk)
    return True


def unlock(*, person: User, by: User) -> bool:
    """Opens the account, and once that is committed forgets the failed sign-ins that closed it for a while.

    False when it was open, so that only those were forgotten. Raises LockRefused.
    """
    with transaction.atomic():
        opened = bool(_within_reach(person, by).filter(is_active=False).update(is_active=True))
        note(person=person, by=by, what=_("解锁了账号") if opened else _("清除了登录失败的记录"))
        transaction.on_commit(lambda: store.forget_account(person.pk))
    logger.info("Staff %d unlocked user %d", by.pk, person.pk)
    return opened


def end_sign_in(*, sign_in: SignIn, by: User) -> bool:
    """Ends one session of somebody, also one's own. False when it had ended already.

    Raises StaffAccount: the sessions of other staff are ended by superusers only.
    """
    person = sign_in.user
    if person.is_staff and person.pk != by.pk and not by.is_superuser:
        raise StaffAccount
    with transaction.atomic():
        ended = sign_ins.end(user=person, sign_in_id=sign_in.pk)
        if ended:
            note(person=person, by=by, what=_("结束了登录 %(number)d") % {"number": sign_in.pk})
    return ended


def is_within_reach(person: User, by: User) -> bool:
    """Whether this member of staff may lock and unlock this person."""
    return _why_not(person, by) is None


def _why_not(person: User, by: User) -> LockRefused | None:
    if person.is_erased:
        return ErasedAccount()
    if person.pk == by.pk:
        return OwnAccount()
    return StaffAccount() if person.is_staff and not by.is_superuser else None


def _within_reach(person: User, by: User) -> QuerySet[User]:
    """The row of this person, unless they are erased or become staff in this moment. Raises LockRefused."""
    refusal = _why_not(person, by)
    if refusal:
        raise refusal
    rows = User.objects.filter(pk=person.pk).exclude(username__startswith=ERASED_PREFIX)
    return rows if by.is_superuser else rows.filter(is_staff=False)
