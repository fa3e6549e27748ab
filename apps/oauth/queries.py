"""Reading which QQ account belongs to whom."""

from users.models import User

from .models import QQAccount


def qq_account_of(user: User) -> QQAccount | None:
    """The QQ account that signs this user in, if one does."""
    return QQAccount.objects.of(user).first()


def person_of(openid: str) -> User | None:
    """The person, active or not, whom this QQ account signs in."""
    account = QQAccount.objects.filter(openid=openid).select_related("user").first()
    return account.user if account else None


def person_with(mobile: str) -> User | None:
    """The person, active or not, with this mobile number. Ask only when the number is proven."""
    return User.objects.filter(mobile=mobile).first()
