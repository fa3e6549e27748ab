"""axe-core on the pages of the second factor, as tests/test_accessibility.py does it on those of the shop."""

import pytest
from django.test import Client

from staff.services.codes import BACKUP_CODES
from staff.tests.factories import PASSWORD, phone_of, staff, verified_session_of, wrong_code_of
from tests.axe import violations
from tests.test_accessibility import LOOKS, choose, complaints

pytestmark = [pytest.mark.axe, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=LOOKS)
def page(request, browser_page):
    width, cookies = LOOKS[request.param]
    browser_page.set_viewport_size({"width": width, "height": 900})
    choose(browser_page, cookies)
    return browser_page


def test_pages_of_the_second_factor_have_no_axe_violation(page):
    clerk = staff()
    client = verified_session_of(clerk)
    client.post("/staff/enrol/", {"present_password": PASSWORD})
    choose(page, {"sessionid": client.cookies["sessionid"].value})
    paths = ("/staff/enrol/", "/staff/enrol/code/", "/staff/device/", "/staff/backup-codes/")

    found = [complaint for path in paths for complaint in complaints(page, path)]
    page.locator("[name=present_password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".staff__codes").wait_for()

    assert found == []
    assert page.locator(".staff__codes li").count() == BACKUP_CODES
    assert violations(page) == []


def test_refused_code_has_no_axe_violation(page):
    clerk = staff()
    phone, client = phone_of(clerk), Client()
    client.force_login(clerk)
    choose(page, {"sessionid": client.cookies["sessionid"].value})

    found = complaints(page, "/staff/verify/")
    page.locator("[name=code]").fill(wrong_code_of(phone))
    page.keyboard.press("Enter")
    page.locator(".form_errors").wait_for()

    assert found == []
    assert violations(page) == []
