import pytest
from django.test import Client

from tests.searching import BASE, given_shop


@pytest.fixture(autouse=True)
def _public_site(settings):
    settings.PUBLIC_BASE_URL = f"{BASE}/"
    settings.SEARCH_ENGINES_WELCOME = True


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def shop(index_catalogue):
    spu = given_shop()
    index_catalogue()
    return spu
