"""The people of the demo: one for each way of using the mall. For development only; the passwords are public."""

from typing import NamedTuple

from django.contrib.auth.models import Group
from django.db import transaction

from .models import User


class DemoAccount(NamedTuple):
    role: str
    username: str
    password: str
    mobile: str
    group: str = ""
    is_superuser: bool = False


ACCOUNTS = (
    DemoAccount("shopper", "xiaomei", "mall-demo-2026", "13800000001"),
    DemoAccount("order clerk", "order-clerk", "mall-demo-2026", "13800000002", group="order clerk"),
    DemoAccount("editor", "home-editor", "mall-demo-2026", "13800000003", group="editor"),
    DemoAccount("superuser", "superuser", "mall-demo-2026", "13800000004", is_superuser=True),
)


def load_people() -> tuple[DemoAccount, ...]:
    """Makes the accounts that are missing, all or none, and returns all of them. Changes nobody who is there."""
    there = set(User.objects.values_list("mobile", flat=True))
    missing = [(account, _user(account)) for account in ACCOUNTS if account.mobile not in there]
    with transaction.atomic():
        for account, user in missing:
            user.save(force_insert=True)
            if account.group:
                user.groups.add(Group.objects.get(name=account.group))
    return ACCOUNTS


def _user(account: DemoAccount) -> User:
    user = User(
        username=account.username,
        mobile=account.mobile,
        is_staff=bool(account.group) or account.is_superuser,
        is_superuser=account.is_superuser,
    )
    user.set_password(account.password)
    return user
