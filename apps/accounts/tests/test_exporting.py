import json
import zlib
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import DataExport
from accounts.services import exporting
from tests.racing import at_once, count_of
from users.models import SignIn
from users.tests.factories import UserFactory

from .factories import given_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return UserFactory(username="alice", email="alice@example.com", verified_email="alice@example.com")


def content_of(export):
    export.refresh_from_db()
    return json.loads(zlib.decompress(export.content))


def test_copy_holds_what_the_mall_keeps(alice):
    SignIn.objects.create(user=alice, method=SignIn.Method.PASSWORD, device="Chrome 120")
    export = given_export(alice, status="waiting")

    assert exporting.fill_export(export_id=export.pk)

    copy = content_of(export)
    assert (copy["format"], copy["version"]) == ("meiduo-mall-own-data", 1)
    assert (copy["profile"]["username"], copy["profile"]["mobile"]) == ("alice", alice.mobile)
    assert [(row["method"], row["device"]) for row in copy["sign_ins"]] == [("密码", "Chrome 120")]
