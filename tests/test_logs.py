"""What is in the log files, and what never is."""

import logging
import re
from pathlib import Path

import pytest
from django.conf import settings

from users.tests.factories import UserFactory
from utils.tokens import Tokens
from verifications.purposes import Purpose
from verifications.tests.factories import drawn_captcha, given_code

pytestmark = pytest.mark.django_db

MOBILE = "13912345678"
PASSWORD = "a-password-nobody-logs"


@pytest.fixture
def log():
    """Reads what was written to the log file since the test began."""
    path = Path(settings.LOG_DIR) / "meiduo.log"
    start = path.stat().st_size if path.exists() else 0
    return lambda: path.read_bytes()[start:].decode() if path.exists() else ""


def test_line_has_level_time_request_id_module_and_line_number(log):
    logging.getLogger("mall").warning("a line")

    assert re.search(r"^WARNING \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} None test_logs:\d+ a line$", log(), re.M)


def test_request_id_of_the_proxy_is_in_the_line_and_in_the_answer(client, log):
    response = client.get("/no-such-page/", headers={"X-Request-ID": "0123456789abcdef0123456789abcdef"})

    assert response["X-Request-ID"] == "0123456789abcdef0123456789abcdef"
    assert re.search(r"^WARNING .* 0123456789abcdef0123456789abcdef log:\d+ Not Found: /no-such-page/$", log(), re.M)


@pytest.mark.parametrize("forged", ["x\r\nWARNING forged line", "a" * 500, "<script>", ""])
def test_request_id_that_is_none_is_replaced_by_one_of_ours(client, log, forged):
    response = client.get("/no-such-page/", headers={"X-Request-ID": forged})

    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])
    assert response["X-Request-ID"] in log()
    assert "forged line" not in log()


def test_codes_passwords_tokens_and_mobiles_are_never_logged(client, log):
    UserFactory(username="Alice", mobile="13987654321", password=PASSWORD)
    captcha_id = drawn_captcha()
    client.post("/register/", {"send_code": "1", "mobile": MOBILE, "captcha_id": captcha_id, "captcha": "K7PD"})
    code = given_code(Purpose.LOGIN, "13987654321", "918273")
    client.post("/login/", {"login": "13987654321", "password": PASSWORD + "?"})
    client.post("/login/", {"method": "code", "mobile": "13987654321", "sms_code": "111222"})
    client.post("/login/", {"method": "code", "mobile": "13987654321", "sms_code": code})
    client.get(f"/mobiles/{MOBILE}/count/x/")
    logging.getLogger("mall").error("somebody forgot to mask %s", MOBILE)

    written = log()
    assert "139****5678" in written  # the test sees the file
    for secret in (MOBILE, "13987654321", PASSWORD, code, "111222", captcha_id, client.session.session_key):
        assert secret not in written


@pytest.mark.parametrize("form", ["+86{}", "86{}", "0086{}", "<{}>", "m{}"])
def test_mobile_is_masked_in_every_spelling(log, form):
    logging.getLogger("mall").warning("to %s", form.format(MOBILE))

    assert "139****5678" in log()
    assert MOBILE not in log()


def test_mobile_in_a_traceback_is_masked(log):
    try:
        raise ValueError(f"odd number {MOBILE}")
    except ValueError:
        logging.getLogger("mall").exception("it failed")

    assert "odd number 139****5678" in log()
    assert MOBILE not in log()


def test_signed_tokens_are_never_logged(client, log):
    token = Tokens(salt="users.password-reset", seconds=60).make({"user": 1, "print": "x" * 32})
    client.get(f"/password/reset/{token}/")
    client.get(f"/email/verify/{token}/")

    assert "/password/reset/<token>/" in log()
    assert token not in log()
