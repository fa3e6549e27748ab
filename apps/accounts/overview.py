"""What the account's home and security pages show, from all the apps that keep something of a person."""

from dataclasses import dataclass

from addresses.models import Address
from addresses.queries import addresses_of
from goods.queries.personal import Look, favourite_count, looks_of
from oauth.models import QQAccount
from oauth.queries import qq_account_of
from orders.queries.listing import Recent, recent_orders
from users.models import SignIn, User
from users.queries import latest_sign_ins, open_sign_ins

from .models import AccountDeletion
from .queries import deletion_of

_LOOKS = 4  # as many as stand in one row


@dataclass(frozen=True)
class Home:
    deletion: AccountDeletion | None
    qq: QQAccount | None
    addresses: list[Address]  # the default first
    latest_sign_ins: list[SignIn]
    looks: list[Look]  # the newest first
    favourite_count: int
    orders: Recent


@dataclass(frozen=True)
class Security:
    qq: QQAccount | None
    sign_ins: list[SignIn]  # whose session can still be used, newest first


def home_of(user: User) -> Home:
    return Home(
        deletion=deletion_of(user),
        qq=qq_account_of(user),
        addresses=addresses_of(user),
        latest_sign_ins=latest_sign_ins(user),
        looks=looks_of(user, limit=_LOOKS),
        favourite_count=favourite_count(user),
        orders=recent_orders(user),
    )


def security_of(user: User) -> Security:
    return Security(qq=qq_account_of(user), sign_ins=open_sign_ins(user))
