"""Reading the notices of a person."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from users.models import User

from .models import Notice

PAGE_SIZE = 20


@dataclass(frozen=True)
class NoticesPage:
    page: Page[Notice]
    notices: list[Notice]
    unread_count: int  # on all pages


def notices_page(user: User, *, page: str) -> NoticesPage:
    """Newest first, in two queries. A page that there is not is the nearest that there is."""
    theirs = Notice.objects.of(user)
    counts = theirs.aggregate(all=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    paginator = Paginator(theirs.order_by("-pk"), PAGE_SIZE)
    paginator.count = counts["all"]  # instead of asking once more
    found = paginator.get_page(page)
    return NoticesPage(found, list(found.object_list), counts["unread"])


def unread_count(user: User) -> int:
    return Notice.objects.of(user).unread().count()
