from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from users.demo import ACCOUNTS
from users.models import User

pytestmark = pytest.mark.django_db

#: What only people fill, by using the mall or, synonyms, in the admin.
FILLED_BY_USE = {"SignIn", "Favourite", "SheetImport", "VisitBatch", "VisitCount"}


def _counts():
    return {
        model.__name__: model.objects.count()
        for label in ("goods", "pricing", "contents", "users")
        for model in _models(label)
    }


def _models(label):
    return apps.get_app_config(label).get_models()


def test_demo_fills_every_table_of_the_shop_and_says_each_step():
    output = StringIO()

    call_command("load_demo", stdout=output)

    assert {name for name, count in _counts().items() if count == 0} <= FILLED_BY_USE
    steps = [line.split(" (")[0] for line in output.getvalue().splitlines()]
    assert steps == ["demo 1/4: categories", "demo 2/4: goods", "demo 3/4: home page", "demo 4/4: people"]


def test_demo_loaded_again_changes_nothing():
    call_command("load_demo", "--quiet")
    before = _counts()
    User.objects.filter(username="xiaomei").update(first_name="changed by hand")

    call_command("load_demo", "--quiet")

    assert _counts() == before
    assert User.objects.get(username="xiaomei").first_name == "changed by hand"


def test_demo_accounts_sign_in_with_the_printed_passwords(client):
    call_command("load_demo", "--quiet")

    entered = [client.login(username=account.username, password=account.password) for account in ACCOUNTS]
    assert entered == [True, True, True, True]
