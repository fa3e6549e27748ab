"""The breaker, against a provider that really fails; and the account of what was sent."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate

from tests.answering import SENT, HttpServer
from tests.racing import at_once, count_of
from verifications import queries, services, sms_store, store
from verifications.purposes import Purpose
from verifications.sending import send_sms
from verifications.sms_gateways import SmsRefused, SmsUnanswered, SmsUnavailable

from .factories import ADDRESS, drawn_captcha, given_code

MOBILE = "13900000001"
REFUSAL = {"statusCode": "160040"}
NAME = "ronglian"


@pytest.fixture
def provider(settings):
    with HttpServer(503) as server:
        settings.RONGLIAN_BASE_URL = server.url
        yield server


def ask(mobile=MOBILE, *, address=ADDRESS, captcha="K7PD"):
    captcha_id = drawn_captcha(address=mobile)
    return services.send_code(
        purpose=Purpose.REGISTER, mobile=mobile, captcha_id=captcha_id, captcha=captcha, address=address
    )


def send(times=1):
    """Sends that often; returns what became of the last one: an id or the class of the error."""
    outcome = None
    for _ in range(times):
        try:
            outcome = send_sms(MOBILE, "code", ["918273", "5"]).id
        except (SmsRefused, SmsUnavailable) as error:
            outcome = type(error)
    return outcome


def open_breaker(monkeypatch, *, half=False):
    """Five failures; `half`: and the minute is over."""
    monkeypatch.setattr(sms_store, "OPEN_SECONDS", 0 if half else 60)
    for _ in range(5):
        sms_store.note_call(NAME, failed=True)
    monkeypatch.setattr(sms_store, "OPEN_SECONDS", 60)


def test_provider_that_failed_five_times_in_a_row_is_not_called_again(provider):
    assert send(7) is SmsUnavailable

    assert len(provider.received) == 5
    assert sms_store.breaker(NAME) == ("open", 60)


def test_provider_that_gives_no_answer_is_not_called_again_either(provider):
    provider.answers = [None]

    assert send(5) is SmsUnanswered
    assert send() is SmsUnavailable

    assert len(provider.received) == 5


@pytest.mark.parametrize("answer", [SENT, REFUSAL])
def test_answer_in_between_starts_the_count_anew(provider, answer):
    provider.answers = [503, 503, 503, 503, answer, 503]

    send(9)

    assert (len(provider.received), sms_store.breaker(NAME)) == (9, ("closed", 0))


def test_failures_over_more_than_a_minute_do_not_count_together(provider, monkeypatch):
    monkeypatch.setattr(sms_store, "FAILURE_SECONDS", 0.2)
    send(4)
    time.sleep(0.3)

    send(4)

    assert sms_store.breaker(NAME).state == "closed"


def test_shopper_is_told_at_once_while_the_breaker_is_open(provider):
    send(5)

    for _ in range(2):  # not "too soon" the second time
        with pytest.raises(services.SendingUnavailable):
            ask()

    assert store.codes_asked_for(localdate()) == 0  # it cost them nothing of what a day allows


def test_code_that_arrived_stays_good_while_the_breaker_is_open(monkeypatch):
    given_code(Purpose.REGISTER, MOBILE, "123456")
    store.forget_sending(MOBILE)
    open_breaker(monkeypatch)
    with pytest.raises(services.SendingUnavailable):
        ask()

    services.use_code(purpose=Purpose.REGISTER, mobile=MOBILE, code="123456", address=ADDRESS)


def test_open_breaker_still_wants_the_captcha(monkeypatch):
    open_breaker(monkeypatch)

    with pytest.raises(services.CaptchaWrong):
        ask(captcha="XXXX")


def test_breaker_of_one_provider_does_not_stop_another(settings, monkeypatch):
    open_breaker(monkeypatch)
    settings.SMS_GATEWAY = "verifications.sms_gateways.tencent.TencentGateway"

    assert ask() == 60


def test_half_open_breaker_lets_one_call_and_one_shopper_through(monkeypatch):
    open_breaker(monkeypatch, half=True)

    calls = at_once(lambda i: sms_store.may_call(NAME), times=8)
    shoppers = at_once(lambda i: ask(f"1390000010{i}", address=f"198.51.100.{i}"), times=8)

    assert sms_store.breaker(NAME) == ("half open", 0)
    assert calls.count(True) == 1
    assert (shoppers.count(60), count_of(shoppers, services.SendingUnavailable)) == (1, 7)


def test_breaker_opens_half_opens_and_closes_with_the_provider(provider, monkeypatch, caplog):
    monkeypatch.setattr(sms_store, "OPEN_SECONDS", 0.3)
    send(5)
    states = [sms_store.breaker(NAME).state]
    time.sleep(0.35)
    states.append(sms_store.breaker(NAME).state)
    send()  # the trial fails
    states.append(sms_store.breaker(NAME).state)
    time.sleep(0.35)
    provider.answers = [SENT]

    assert send() == "sms-1"  # the trial succeeds

    assert [*states, sms_store.breaker(NAME).state] == ["open", "half open", "open", "closed"]
    assert len(provider.received) == 7
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR", "WARNING"]
    assert ask() == 60


def test_trial_that_never_ends_holds_nobody_up_for_long(monkeypatch):
    monkeypatch.setattr(sms_store, "TRIAL_SECONDS", 0.1)
    open_breaker(monkeypatch, half=True)

    first, second = sms_store.may_call(NAME), sms_store.may_call(NAME)
    time.sleep(0.15)

    assert (first, second, sms_store.may_call(NAME)) == (True, False, True)


def test_late_answer_does_not_close_an_open_breaker(monkeypatch):
    open_breaker(monkeypatch)

    assert sms_store.note_call(NAME, failed=False) == ""

    assert sms_store.breaker(NAME).state == "open"


def test_race_of_failures_opens_the_breaker_once():
    changes = at_once(lambda i: sms_store.note_call(NAME, failed=True), times=10)

    assert sorted(changes) == [""] * 9 + ["opened"]


def test_spend_counts_what_was_sent_and_what_may_have_been(provider, settings):
    provider.answers = [SENT, REFUSAL, 503, None, SENT]
    settings.SMS_PRICE_YUAN = Decimal("0.045")

    send(5)

    [row] = queries.spend(days=8)
    assert (row.day, row.provider) == (localdate(), NAME)
    assert (row.sent, row.unclear, row.yuan) == (2, 1, Decimal("0.135"))


def test_race_of_sent_sms_loses_no_count():
    at_once(lambda i: sms_store.note_call(NAME, failed=False, outcome="sent", price=450), times=10)

    assert [(row.sent, row.yuan) for row in queries.spend(days=1)] == [(10, Decimal("0.45"))]


def test_price_is_that_of_the_moment_of_sending(provider, settings):
    provider.answers = [SENT]
    for price in ("0.045", "0.05"):
        settings.SMS_PRICE_YUAN = Decimal(price)
        send()

    assert [row.yuan for row in queries.spend(days=1)] == [Decimal("0.095")]


def test_budget_command_prints_counts_price_cap_and_breaker(provider, settings, monkeypatch, capsys):
    settings.SMS_PRICE_YUAN, settings.SMS_DAILY_CAP_TOTAL = Decimal("0.05"), 300
    provider.answers = [SENT]
    send(3)
    yesterday = localdate() - timedelta(days=1)
    monkeypatch.setattr(sms_store, "localdate", lambda: yesterday)
    sms_store.note_call("tencent", failed=False, outcome="unclear", price=400)
    ask()
    open_breaker(monkeypatch)

    call_command("sms_budget")

    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["provider", NAME],
        ["breaker", "open,", "tried", "again", "in", "60", "s"],
        ["today", "1", "of", "300", "codes", "asked", "for"],
        [],
        ["day", "provider", "sent", "unclear", "yuan"],
        [str(localdate()), NAME, "3", "0", "0.15"],
        [str(yesterday), "tencent", "0", "1", "0.04"],
        ["together", "3", "1", "0.19"],
    ]
