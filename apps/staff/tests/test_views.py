"""Staff set up a phone, prove it, keep it; a password alone gets nobody past it."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from users.tests.factories import UserFactory

from .factories import (
    BACKUP_CODE,
    PASSWORD,
    backup_of,
    code_of,
    phone_of,
    session_of,
    staff,
    verified_session_of,
    wrong_code_of,
)

pytestmark = pytest.mark.django_db

PAGES = ("/staff/verify/", "/staff/enrol/", "/staff/enrol/code/", "/staff/device/", "/staff/backup-codes/")


@pytest.fixture(autouse=True)
def _two_factor(settings):
    settings.STAFF_TWO_FACTOR = True


@pytest.fixture
def clerk():
    return staff(username="clerk")


def prove_password(client, target=""):
    return client.post("/staff/enrol/", {"present_password": PASSWORD, "next": target})


def history(user):
    return list(LogEntry.objects.filter(user=user).order_by("pk").values_list("change_message", flat=True))


# --- Who is asked ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_shoppers_are_refused(path):
    client = session_of(UserFactory())

    assert client.get(path).status_code == 403
    assert client.post(path).status_code == (405 if path == "/staff/device/" else 403)


def test_member_of_staff_without_a_phone_is_led_to_setting_one_up(clerk):
    response = session_of(clerk).get("/admin/users/user/?q=x", follow=True)

    assert response.redirect_chain[-1] == ("/staff/enrol/?next=%2Fadmin%2Fusers%2Fuser%2F%3Fq%3Dx", 302)
    assert response.status_code == 200


def test_member_of_staff_with_a_phone_is_led_to_proving_it_and_back(clerk):
    phone, client = phone_of(clerk), session_of(clerk)

    asked = client.get("/admin/users/user/?q=x", follow=True)
    target = re.search(r'name="next" value="(/admin[^"]+)"', asked.content.decode())[1]
    proved = client.post("/staff/verify/", {"code": code_of(phone), "next": target})

    assert asked.redirect_chain[-1] == ("/staff/verify/?next=%2Fadmin%2Fusers%2Fuser%2F%3Fq%3Dx", 302)
    assert proved["Location"] == "/admin/users/user/?q=x"
    assert client.get("/admin/users/user/?q=x").status_code == 200


def test_nobody_is_asked_where_the_setting_is_off(clerk, settings):
    settings.STAFF_TWO_FACTOR = False

    assert session_of(clerk).get("/admin/").status_code == 200


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_proof_leads_to_pages_of_ours_only(clerk, target):
    phone, client = phone_of(clerk), session_of(clerk)

    assert client.post("/staff/verify/", {"code": code_of(phone), "next": target})["Location"] == "/admin/"
    assert client.get("/staff/verify/", {"next": target})["Location"] == "/admin/"


# --- Proving it -----------------------------------------------------------------------------------


def test_code_opens_this_session_and_no_other(clerk):
    phone, first, second = phone_of(clerk), session_of(clerk), session_of(clerk)

    first.post("/staff/verify/", {"code": code_of(phone)})

    assert first.get("/admin/").status_code == 200
    assert second.get("/admin/").status_code == 302


def test_code_is_asked_again_after_signing_out(clerk):
    client = verified_session_of(clerk)
    client.post("/admin/logout/")

    client.post("/login/", {"login": "clerk", "password": PASSWORD})

    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/staff/verify/?next=%2Fadmin%2F"


def test_code_that_was_used_opens_nothing(clerk):
    phone = phone_of(clerk)
    code = code_of(phone)
    session_of(clerk).post("/staff/verify/", {"code": code})

    replay = session_of(clerk).post("/staff/verify/", {"code": code})

    assert replay.status_code == 422
    assert "验证码不对或已经用过" in replay.content.decode()


def test_code_of_somebody_else_opens_nothing(clerk):
    phone_of(clerk)
    other = phone_of(staff())

    assert session_of(clerk).post("/staff/verify/", {"code": code_of(other)}).status_code == 422


def test_wrong_code_makes_one_wait_twice_as_long_each_time(clerk):
    phone, client = phone_of(clerk, throttling_failure_count=0), session_of(clerk)
    wrong = {"code": wrong_code_of(phone)}

    first = client.post("/staff/verify/", wrong)
    second = client.post("/staff/verify/", {"code": code_of(phone)})

    assert (first.status_code, second.status_code) == (422, 429)
    assert "试得太快了，请 1 秒后再试" in second.content.decode()
    assert client.get("/admin/").status_code == 302
    assert TOTPDevice.objects.get().throttling_failure_count == 1


def test_wait_of_many_failures_is_said_in_seconds(clerk):
    phone, client = phone_of(clerk, throttling_failure_count=6), session_of(clerk)
    client.post("/staff/verify/", {"code": wrong_code_of(phone)})

    page = client.post("/staff/verify/", {"code": code_of(phone)}).content.decode()

    assert "请 64 秒后再试" in page


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "abcdefg1", "x" * 500, "12\x00456", "-12345"])
def test_what_is_no_code_is_refused_without_counting(clerk, code):
    phone_of(clerk)

    response = session_of(clerk).post("/staff/verify/", {"code": code})

    assert response.status_code == 422
    assert TOTPDevice.objects.get().throttling_failure_count == 0


@pytest.mark.parametrize("typed", [BACKUP_CODE, "ABCD EFG2", " abcd-efg2 "])
def test_backup_code_opens_once(clerk, typed):
    phone_of(clerk)
    backup_of(clerk)
    client = session_of(clerk)

    response = client.post("/staff/verify/", {"code": typed}, follow=True)

    assert "用掉了一个备用码，还剩 0 个。" in response.content.decode()
    assert session_of(clerk).post("/staff/verify/", {"code": typed}).status_code == 422


def test_session_whose_device_is_gone_is_verified_no_more(clerk):
    client = verified_session_of(clerk)
    assert client.get("/admin/").status_code == 200

    TOTPDevice.objects.all().delete()

    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("forged", ["otp_totp.totpdevice/{other}", "nonsense", "otp_totp.totpdevice/x"])
def test_device_of_another_in_the_session_opens_nothing(clerk, forged):
    other = phone_of(staff())
    client = session_of(clerk)
    session = client.session
    session["otp_device_id"] = forged.format(other=other.pk)
    session.save()

    assert client.get("/admin/").status_code == 302


# --- Setting it up --------------------------------------------------------------------------------


def test_setting_up_shows_the_secret_then_the_backup_codes_and_leads_back(clerk):
    client = session_of(clerk)

    assert (
        prove_password(client, "/admin/users/user/")["Location"] == "/staff/enrol/code/?next=%2Fadmin%2Fusers%2Fuser%2F"
    )
    secret = client.get("/staff/enrol/code/?next=/admin/users/user/").content.decode()
    phone = TOTPDevice.objects.get()
    done = client.post("/staff/enrol/code/", {"code": code_of(phone), "next": "/admin/users/user/"})

    page = done.content.decode()
    codes = StaticToken.objects.values_list("token", flat=True)
    assert 'src="data:image/svg+xml' in secret
    assert f'href="{html.escape(phone.config_url)}"' in secret
    assert len(codes) == 10
    assert all(f"{code[:4]} {code[4:]}" in page for code in codes)
    assert 'href="/admin/users/user/"' in page
    assert "no-store" in done["Cache-Control"]
    assert client.get("/admin/users/user/").status_code == 200
    assert history(clerk) == ["设置了两步验证"]


def test_secret_is_hidden_until_the_password_is_proved(clerk):
    client = session_of(clerk)

    refused = client.post("/staff/enrol/", {"present_password": "wrong"})

    assert refused.status_code == 422
    assert "密码不对，请重新输入" in refused.content.decode()
    assert client.get("/staff/enrol/code/")["Location"] == "/staff/enrol/"
    assert not TOTPDevice.objects.exists()


def test_wrong_passwords_count_with_those_of_signing_in(clerk):
    client = session_of(clerk)

    statuses = [client.post("/staff/enrol/", {"present_password": "wrong"}).status_code for _try in range(6)]

    assert statuses == [422] * 5 + [429]


def test_secret_belongs_to_the_session_that_proved_the_password(clerk):
    prove_password(session_of(clerk))

    other = session_of(clerk)

    assert other.get("/staff/enrol/code/")["Location"] == "/staff/enrol/"
    assert other.post("/staff/enrol/code/", {"code": code_of(TOTPDevice.objects.get())}).status_code == 302
    assert not TOTPDevice.objects.get().confirmed


def test_secret_is_shown_for_ten_minutes(clerk):
    client = session_of(clerk)
    prove_password(client)
    session = client.session
    session["staff_setup"] |= {"until": session["staff_setup"]["until"] - 601}
    session.save()

    page = client.get("/staff/enrol/code/", follow=True)

    assert page.redirect_chain == [("/staff/enrol/", 302)]
    assert "设置已过期，请重新开始。" in page.content.decode()


def test_wrong_first_code_shows_the_same_secret_again(clerk):
    client = session_of(clerk)
    prove_password(client)
    before = client.get("/staff/enrol/code/").content.decode()

    response = client.post("/staff/enrol/code/", {"code": wrong_code_of(TOTPDevice.objects.get())})

    secret = re.search(r'staff__text">([^<]+)<', before)[1]
    assert response.status_code == 422
    assert secret in response.content.decode()
    assert not StaticToken.objects.exists()


@pytest.mark.parametrize("path", ["/staff/enrol/", "/staff/enrol/code/", "/staff/backup-codes/", "/staff/device/"])
def test_password_alone_does_not_change_a_phone_that_is_there(clerk, path):
    phone_of(clerk)
    client = session_of(clerk)

    methods = (client.get,) if path == "/staff/device/" else (client.get, client.post)
    for method in methods:
        response = method(path, {"present_password": PASSWORD, "code": "123456"})
        assert response["Location"].startswith("/staff/verify/")
    assert TOTPDevice.objects.count() == 1


def test_setup_begun_before_the_owner_had_a_phone_does_not_replace_it(clerk):
    thief = session_of(clerk)
    prove_password(thief)
    stolen = TOTPDevice.objects.get()
    stolen.pk, stolen.confirmed = None, True
    stolen.key = "00" * 20
    stolen.save()

    response = thief.post("/staff/enrol/code/", {"code": code_of(TOTPDevice.objects.get(confirmed=False))})

    assert response["Location"].startswith("/staff/verify/")
    assert TOTPDevice.objects.get(confirmed=True).key == "00" * 20


def test_new_phone_takes_the_place_of_the_old_one_and_of_its_sessions(clerk):
    client, other = verified_session_of(clerk), verified_session_of(clerk)
    old = TOTPDevice.objects.get()
    backup_of(clerk)

    prove_password(client)
    new = TOTPDevice.objects.get(confirmed=False)
    client.post("/staff/enrol/code/", {"code": code_of(new)})

    assert TOTPDevice.objects.get().pk == new.pk != old.pk
    assert not StaticToken.objects.filter(token=BACKUP_CODE).exists()
    assert (client.get("/admin/").status_code, other.get("/admin/").status_code) == (200, 302)


def test_new_backup_codes_need_the_password_and_end_the_old_ones(clerk):
    client = verified_session_of(clerk)
    backup_of(clerk)

    refused = client.post("/staff/backup-codes/", {"present_password": "wrong"})
    assert (refused.status_code, StaticToken.objects.count()) == (422, 1)
    page = client.post("/staff/backup-codes/", {"present_password": PASSWORD}).content.decode()

    tokens = list(StaticToken.objects.values_list("token", flat=True))
    assert len(tokens) == 10
    assert BACKUP_CODE not in tokens
    assert all(f"{token[:4]} {token[4:]}" in page for token in tokens)
    assert history(clerk) == ["更换了备用码"]


def test_device_page_says_how_many_backup_codes_are_left(clerk):
    client = verified_session_of(clerk)
    backup_of(clerk)

    page = client.get("/staff/device/").content.decode()

    assert "还剩 1 个" in page
    assert "备用码快用完了" in page


# --- What it costs and what it tells --------------------------------------------------------------


@pytest.mark.parametrize(("path", "queries"), [("/login/", 1), ("/staff/verify/", 0)])
def test_second_factor_costs_shoppers_and_strangers_no_query(django_assert_num_queries, path, queries):
    client = session_of(UserFactory()) if queries else Client()

    with django_assert_num_queries(queries):
        client.get(path)


def test_second_factor_costs_verified_staff_one_query(django_assert_num_queries, clerk):
    client = verified_session_of(clerk)

    with django_assert_num_queries(2):
        client.get("/admin/jsi18n/")


def test_no_secret_reaches_the_log(clerk, caplog):
    caplog.set_level("DEBUG")
    client = session_of(clerk)
    prove_password(client)
    phone = TOTPDevice.objects.get()
    code = code_of(phone)
    client.get("/staff/enrol/code/")
    client.post("/staff/enrol/code/", {"code": wrong_code_of(phone)})
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    client.post("/staff/enrol/code/", {"code": code})

    lines = [record.getMessage() for record in caplog.records if record.name.startswith("staff")]
    assert lines == [
        f"Staff {clerk.pk} typed a wrong code while setting up a device",
        f"Staff {clerk.pk} set up a device",
    ]
    assert not any(secret in " ".join(lines) for secret in (code, phone.key, PASSWORD))
