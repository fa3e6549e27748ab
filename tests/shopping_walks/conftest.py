import pytest

from tests.shopping import fill_the_mall, shopper_who_saw, signed_in_page


@pytest.fixture
def goods(settings, tmp_path):
    return fill_the_mall(settings, tmp_path)


@pytest.fixture
def alice(goods):
    return shopper_who_saw(goods)


@pytest.fixture
def page(browser_page, client, alice):
    return signed_in_page(browser_page, client, alice)
