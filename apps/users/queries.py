"""Reading about people."""

from .models import User


def username_count(name: str) -> int:
    """1 when somebody has this user name, in whatever case, else 0."""
    return User.objects.filter(username_key=name.lower()).count()


def mobile_count(mobile: str) -> int:
    """1 when somebody has this mobile number, else 0."""
    return User.objects.filter(mobile=mobile).count()
