"""A person asks for the end of their account, and may take it back until it is due."""

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation

from aftersales.models import AfterSale
from orders.models import Order
from users.models import User
from users.services import sign_ins
from users.services.proving import confirm_password

from .. import letters
from ..models import AccountDeletion

logger = logging.getLogger(__name__)


class StaffAccount(Exception):
    """People who work here do not close their own account: a superuser does."""


class OrdersOnTheirWay(Exception):
    """An order of this person has not arrived, or ended, yet, or money is asked back for one."""


def request_deletion(request: HttpRequest, *, user: User, password: str) -> AccountDeletion:
    """Notes the wish. After the commit all other sign-ins end and a letter confirms it. A second wish is the first.

    Raises StaffAccount, OrdersOnTheirWay, WrongPassword (users), or SignInLocked (users) after too many attempts. Who
    orders something afterwards keeps the account until that order has arrived or ended.
    """
    if user.is_staff or user.is_superuser:
        raise StaffAccount
    confirm_password(request, user=user, password=password)
    if Order.objects.of(user).unfinished().exists() or AfterSale.objects.of(user).open().exists():
        raise OrdersOnTheirWay
    with transaction.atomic():
        deletion, is_new = AccountDeletion.objects.get_or_create(user=user, defaults=_first_values())
        if is_new:
            transaction.on_commit(partial(sign_ins.end_all, user=user, but=sign_ins.present(request)))
            transaction.on_commit(partial(letters.confirm_deletion_request, user=user, due_at=deletion.due_at))
            logger.info("user %d asked for the end of the account", user.pk)
    return deletion


def cancel_deletion(*, user: User) -> bool:
    """Takes the wish back. False when there was none, or when the account is being erased at this moment."""
    with transaction.atomic():
        deletion = AccountDeletion.objects.select_for_update().of(user).pending().first()
        if deletion is None:
            return False
        deletion.delete()
    logger.info("user %d keeps the account", user.pk)
    return True


def _first_values() -> dict[str, Any]:
    return {
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "due_at": timezone.now() + timedelta(days=settings.ACCOUNT_DELETION_GRACE_DAYS),
    }
