"""Reading what people asked about themselves."""

from users.models import User

from .models import AccountDeletion, DataExport


def exports_of(user: User) -> list[DataExport]:
    """The copies of their data that this user asked for, newest first, without what is in them."""
    return list(DataExport.objects.of(user).without_content())


def deletion_of(user: User) -> AccountDeletion | None:
    """The end of the account that this user asked for and can still take back, or None."""
    return AccountDeletion.objects.of(user).pending().first()
