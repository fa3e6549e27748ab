import base64
import json

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from kombu.utils.encoding import bytes_to_str

from celery_tasks.main import app as celery_app
from tests.racing import at_once, count_of
from verifications import services
from verifications.purposes import Purpose

from .factories import drawn_captcha


@pytest.fixture(autouse=True)
def _budget(settings):
    settings.SMS_DAILY_CAP_TOTAL = 5
    settings.ADMINS = [("", "owner@example.com"), ("", "keeper@example.com")]


def ask(number):
    mobile = f"139000001{number:02d}"
    return services.send_code(
        purpose=Purpose.REGISTER,
        mobile=mobile,
        captcha_id=drawn_captcha(address=mobile),
        captcha="K7PD",
        address=f"198.51.100.{number}",
    )


def letters():
    """To whom, and about what, letters wait."""
    with celery_app.connection_for_read() as connection:
        waiting = connection.default_channel.client.lrange("mail", 0, -1)
    mails = [json.loads(_body(message))[1] for message in waiting]
    assert all("美多商城" in mail["html"] for mail in mails)
    return sorted((mail["subject"], mail["to"]) for mail in mails)


def _body(message):
    return base64.b64decode(json.loads(bytes_to_str(message))["body"])


FIRST, SECOND = "今天的短信额度已用 80%", "今天的短信额度已用 100%"
OWNER, KEEPER = "owner@example.com", "keeper@example.com"


def test_admins_are_told_when_80_percent_of_a_day_are_used(caplog):
    for number in range(3):
        ask(number)
    before = letters()

    with translation.override("en"):  # the shopper's
        ask(3)

    assert (before, letters()) == ([], [(FIRST, KEEPER), (FIRST, OWNER)])
    assert caplog.messages == ["80 % of the SMS codes of today are used up; the cap is 5"]


def test_total_of_a_day_stops_under_concurrent_requests_and_each_alarm_sounds_once(caplog):
    results = at_once(ask, times=12)

    assert (results.count(60), count_of(results, services.SendingUnavailable)) == (5, 7)
    assert letters() == [(SECOND, KEEPER), (SECOND, OWNER), (FIRST, KEEPER), (FIRST, OWNER)]
    errors = [record.message for record in caplog.records if record.levelname == "ERROR"]
    assert sorted(errors) == [
        "100 % of the SMS codes of today are used up; the cap is 5",
        "80 % of the SMS codes of today are used up; the cap is 5",
    ]


def test_cap_that_is_lowered_below_what_was_sent_sounds_the_alarm_too(settings):
    ask(0)
    ask(1)
    settings.SMS_DAILY_CAP_TOTAL = 1

    for number in (2, 3):
        with pytest.raises(services.SendingUnavailable):
            ask(number)

    assert letters() == [(SECOND, KEEPER), (SECOND, OWNER)]


def test_letter_is_in_the_language_of_the_shop_and_names_the_cap():
    context = {"percent": 80, "cap": 20_000, "subject": "s", "home": "https://mall.example.com/"}

    text = render_to_string("emails/sms_budget.txt", context)

    assert "今天的短信验证码已经用掉全天上限 20000 条的 80%。" in text
    assert "今天的短信验证码已经用掉全天上限 20000 条的 80%。" in render_to_string("emails/sms_budget.html", context)
    assert "已经用完全天上限 20000 条" in render_to_string("emails/sms_budget.txt", context | {"percent": 100})
