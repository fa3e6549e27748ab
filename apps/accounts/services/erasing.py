"""Erases the accounts whose grace period is over.

The row of the user stays, for what the law keeps refers to it; it names nobody any more. Everything else that belongs
to the person goes. A table with a reference to the user is in ERASED, or in KEPT with the reason; a test finds the one
that is in neither.
"""

import logging
import secrets
from collections.abc import Iterable
from functools import partial

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone, translation
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from addresses.models import Address
from aftersales.models import AfterSale
from aftersales.services.forgetting import forget_words
from carts import services as carts
from goods.models import Favourite, SheetImport
from goods.services.looking import forget_looks
from notices.models import Notice
from oauth.models import QQAccount
from orders.models import Order
from orders.services.anonymising import anonymise_orders
from reviews.services.anonymising import anonymise_reviews_of
from users.models import ERASED_PREFIX, SignIn, User
from users.services import sign_ins
from users.services.proving import forget_attempts_of
from verifications.services import forget_mobile

from .. import letters
from ..models import AccountDeletion, DataExport

logger = logging.getLogger(__name__)

AT_A_TIME = 100

#: Tables of which a person's rows are deleted; each refers to its owner as `user`.
ERASED: tuple[type[models.Model], ...] = (
    SignIn,
    QQAccount,
    Address,
    Favourite,
    SheetImport,
    Notice,
    DataExport,
    TOTPDevice,
    StaticDevice,
)

#: Tables of which they stay, and why.
KEPT = {
    "aftersales.AfterSale": "the law asks for what moved money; what its owner wrote and showed is emptied",
    "aftersales.AfterSaleEvent": "what happened to a request, and who of the staff decided it",
    "accounts.AccountDeletion": "the proof that the account was erased, and when; it names nobody",
    "orders.Order": "the law asks for it; where it went, to whom and on whose invoice is emptied",
    "reviews.Review": "other buyers rely on its words and stars; the name is taken off, pictures are deleted",
    "orders.OrderEvent": "what happened to an order, and who of the staff did it",
}

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def erase_due_accounts(*, limit: int = AT_A_TIME) -> int:
    """Erases accounts that are due, each in a transaction of its own; one that fails waits for the next time and keeps
    no other one waiting. Returns how many were erased."""
    due = AccountDeletion.objects.due().filter(user__is_staff=False, user__is_superuser=False)
    due = due.exclude(user__in=Order.objects.unfinished().values("user"))
    due = due.exclude(user__in=AfterSale.objects.open().values("user"))
    numbers = list(due.order_by("pk").values_list("pk", "user_id")[:limit])
    return sum(_erase_or_log(deletion_id, user_id) for deletion_id, user_id in numbers)


def erase_account(*, deletion_id: int, user_id: int) -> bool:
    """Erases one account, all or nothing; a letter follows after the commit. False when its owner took the wish back,
    when it was erased already, when they work here by now, or while an order of theirs is on its way.

    Redis comes first: while it is away nothing is erased, and the account is tried again with the next hour.
    """
    before = User.objects.get(pk=user_id)
    if not _may_go(before):
        return False
    _forget_in_redis(before)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if not _may_go(user):
            return False
        deletion = AccountDeletion.objects.select_for_update().due().filter(pk=deletion_id).first()
        if deletion is None:
            return False
        farewell = partial(letters.confirm_erasure, username=user.username, to=letters.proved_address(user))
        _anonymise(user)
        _erase_belongings(user)
        deletion.erased_at = timezone.now()
        deletion.save(update_fields=["erased_at"])
        transaction.on_commit(partial(_say_farewell, farewell, deletion.language))
    logger.info("the account of user %d was erased", user_id)
    return True


def _erase_or_log(deletion_id: int, user_id: int) -> bool:
    try:
        return erase_account(deletion_id=deletion_id, user_id=user_id)
    except Exception:
        logger.exception("the account of user %d could not be erased", user_id)
        return False


def _may_go(user: User) -> bool:
    if user.is_staff or user.is_superuser:
        return False
    return not (Order.objects.of(user).unfinished().exists() or AfterSale.objects.of(user).open().exists())


def _forget_in_redis(user: User) -> None:
    sign_ins.end_all(user=user)
    forget_attempts_of(user)
    forget_mobile(mobile=user.mobile)
    forget_looks(user=user)
    carts.forget(user_id=user.pk)


def _anonymise(user: User) -> None:
    """A name that nobody can choose and no mobile number can equal; the old ones are free for whoever comes."""
    user.username = ERASED_PREFIX + _random(12)
    user.mobile = "~" + _random(10)  # in neither a name nor a number: nobody signs in by it
    user.email, user.verified_email, user.email_set_at = "", None, None
    user.first_name = user.last_name = ""
    user.last_login = None
    user.is_active = False
    user.set_unusable_password()
    user.save()
    anonymise_orders(user=user)
    anonymise_reviews_of(user)
    forget_words(user=user)
    user.groups.clear()
    user.user_permissions.clear()
    _forget_in_admin_log(User, [user.pk], user.username)


def _erase_belongings(user: User) -> None:
    for model in ERASED:
        rows = model._default_manager.filter(user=user)
        numbers = list(rows.order_by("pk").values_list("pk", flat=True))
        rows.delete()
        _forget_in_admin_log(model, numbers, user.username)


def _forget_in_admin_log(model: type[models.Model], numbers: Iterable[int], name: str) -> None:
    """What was done and by whom stays; the text that describes the row goes."""
    content_type = ContentType.objects.get_for_model(model)
    entries = LogEntry.objects.filter(content_type=content_type, object_id__in=[str(number) for number in numbers])
    entries.update(object_repr=name, change_message="")


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _say_farewell(farewell: partial[None], language: str) -> None:
    with translation.override(language):
        farewell()
