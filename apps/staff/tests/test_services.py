"""The second factor under races, and taken away when a phone is lost."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.racing import at_once
from users.models import User
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


@pytest.fixture(autouse=True)
def _two_factor(settings):
    settings.STAFF_TWO_FACTOR = True


@pytest.fixture
def boss():
    return staff(username="theboss", is_superuser=True)


def choose(client, *people):
    form = {"action": "reset_devices", "_selected_action": [person.pk for person in people]}
    return client.post("/admin/users/user/", form, follow=True).content.decode()


# --- At the same moment ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["phone", "backup"])
def test_same_code_many_times_at_once_opens_one_session(kind):
    clerk = staff()
    phone = phone_of(clerk)
    backup_of(clerk)
    code = code_of(phone) if kind == "phone" else BACKUP_CODE
    sessions = [session_of(clerk) for _session in range(6)]

    results = at_once(lambda index: sessions[index].post("/staff/verify/", {"code": code}).status_code, times=6)

    assert results.count(302) == 1
    assert set(results) - {302} <= {422, 429}


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_one_guess():
    clerk = staff()
    phone = phone_of(clerk)
    wrong = wrong_code_of(phone)
    sessions = [session_of(clerk) for _session in range(6)]

    results = at_once(lambda index: sessions[index].post("/staff/verify/", {"code": wrong}).status_code, times=6)

    assert sorted(results) == [422, 429, 429, 429, 429, 429]
    assert TOTPDevice.objects.get().throttling_failure_count == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_codes_at_once_set_up_one_device_with_ten_codes():
    clerk = staff()
    client = session_of(clerk)
    client.post("/staff/enrol/", {"present_password": PASSWORD})
    code = code_of(TOTPDevice.objects.get())
    again = session_of(clerk)
    again.cookies["sessionid"] = client.cookies["sessionid"].value
    browsers = [client, again]

    at_once(lambda index: browsers[index].post("/staff/enrol/code/", {"code": code}), times=2)

    assert TOTPDevice.objects.filter(confirmed=True).count() == 1
    assert (StaticDevice.objects.count(), StaticToken.objects.count()) == (1, 10)


# --- Lost phones ----------------------------------------------------------------------------------


def test_superuser_resets_the_device_of_somebody_else(boss):
    clerk = staff(username="clerk")
    theirs = verified_session_of(clerk)
    backup_of(clerk)

    page = choose(verified_session_of(boss), clerk)

    assert "重置了 1 个人的两步验证。" in page
    assert not TOTPDevice.objects.filter(user=clerk).exists()
    assert not StaticDevice.objects.filter(user=clerk).exists()
    assert theirs.get("/admin/").status_code == 302
    line = LogEntry.objects.get(object_id=str(clerk.pk))
    assert (line.user, line.change_message) == (boss, "重置了两步验证")


def test_who_is_no_superuser_resets_nobody():
    clerk = staff()
    other = phone_of(staff())

    page = choose(verified_session_of(clerk), other.user)

    assert TOTPDevice.objects.filter(pk=other.pk).exists()
    assert "reset_devices" not in page


def test_own_device_is_reset_only_by_who_proved_it(boss, settings):
    settings.STAFF_TWO_FACTOR = False  # else nobody comes this far without proof
    phone_of(boss)

    refused = choose(session_of(boss), boss)
    assert "要重置自己的两步验证，请先用它验证一次。" in refused
    assert TOTPDevice.objects.count() == 1
    choose(verified_session_of(boss), boss)

    assert TOTPDevice.objects.count() == 0


def test_resetting_somebody_without_a_device_leaves_no_line(boss):
    clerk = staff()

    assert "重置了 0 个人的两步验证。" in choose(verified_session_of(boss), clerk)
    assert not LogEntry.objects.exists()


def test_command_resets_a_device(capsys):
    clerk = staff(username="clerk")
    phone_of(clerk)
    backup_of(clerk)

    call_command("reset_staff_device", "clerk")
    call_command("reset_staff_device", "clerk")

    assert capsys.readouterr().out == "clerk has no device any more.\nclerk had no device.\n"
    assert not TOTPDevice.objects.exists()


def test_command_says_that_nobody_has_this_name():
    UserFactory()

    with pytest.raises(CommandError, match="Nobody is called nobody"):
        call_command("reset_staff_device", "nobody")


def test_devices_and_their_secrets_have_no_page_in_the_admin(boss):
    phone = phone_of(boss)
    client = verified_session_of(boss)

    for path in ("otp_totp/totpdevice/", f"otp_totp/totpdevice/{phone.pk}/change/", "otp_static/staticdevice/"):
        assert client.get(f"/admin/{path}").status_code == 404


def test_account_that_is_deleted_takes_its_devices_along():
    clerk = staff()
    phone_of(clerk)
    backup_of(clerk)

    User.objects.get(pk=clerk.pk).delete()

    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
