"""What somebody said of goods outlives their account, without their name."""

from datetime import timedelta

import pytest

from accounts.services import erasing
from orders.tests.factories import OrderFactory
from reviews.tests.factories import ReviewFactory
from users.tests.factories import UserFactory

from .factories import given_deletion

pytestmark = pytest.mark.django_db


def test_review_stays_with_its_words_and_names_nobody():
    carol = UserFactory(username="carol")
    [line] = OrderFactory(user=carol, status="done").lines.all()
    review = ReviewFactory(line=line, text="声音很干净，包装一般")
    given_deletion(carol, due_in=-timedelta(hours=1))

    assert erasing.erase_due_accounts() == 1

    review.refresh_from_db()
    assert (review.text, review.stars, review.is_anonymous) == ("声音很干净，包装一般", 5, True)
