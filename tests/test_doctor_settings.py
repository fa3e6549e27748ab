"""The doctor on settings, keys, folders and people: each fault is seen, and what is right is said to be."""

import json
import os
import re
import time
from pathlib import Path

import pytest
from Cryptodome.PublicKey import RSA

from goods.tests.factories import SKUFactory
from meiduo_mall.doctor.checks import (
    alipay,
    environment,
    folders,
    migrations,
    people,
    search,
    sms,
    static_files,
)
from meiduo_mall.doctor.examining import examine
from meiduo_mall.doctor.findings import Grade, fine
from meiduo_mall.doctor.printing import as_json, as_text
from meiduo_mall.doctor.registry import CHECKS, Check
from tests.examined import DEVELOPMENT, PRODUCTION, grades, whats
from users.demo import ACCOUNTS, load_people
from users.models import User

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[1]
GOOD_KEY = "hS8k2mZp0QxVb7Ttq9LfWc4RjY6Nd1GuEoAi3XvKsPyBlMzJ5HwCrTgDnUaI-eO_"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("short", "SECRET_KEY has 5 characters, fewer than 50."),
        ("ab" * 40, "SECRET_KEY repeats 2 characters."),
        ("django-insecure-" + GOOD_KEY, "SECRET_KEY is an example that anybody can read."),
        (GOOD_KEY, "The keys are long, and no examples."),
    ],
)
def test_weak_keys_are_errors_in_production(settings, key, said):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, []

    assert whats(environment.keys(PRODUCTION)) == [said]
    assert grades(environment.keys(PRODUCTION)) == ["ok" if key == GOOD_KEY else "error"]
    assert grades(environment.keys(DEVELOPMENT)) == ["ok"]


def test_every_key_in_the_repository_that_could_reach_production_is_known():
    dockerfile = (ROOT / "deploy/Dockerfile").read_text()
    tests = (ROOT / "tests/test_settings.py").read_text()
    keys = [re.search(r'SECRET_KEY"?[=:] ?"?([^\s",]+)', text)[1] for text in (dockerfile, tests)]

    assert [environment._weakness(key) for key in keys] == ["is an example that anybody can read"] * 2


def test_former_keys_are_looked_at_too(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = GOOD_KEY, ["old"]

    assert whats(environment.keys(PRODUCTION)) == ["SECRET_KEY_FALLBACKS[0] has 3 characters, fewer than 50."]


def test_examples_that_stand_for_something_of_ones_own_are_known():
    lines = (ROOT / ".env.example").read_text().splitlines()
    examples = dict(line.removeprefix("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line))
    invented = {name for name, value in examples.items() if environment.INVENTED.search(value)}

    assert invented >= {"SECRET_KEY", "DATABASE_URL", "ALIPAY_APP_ID", "ALIPAY_SELLER_ID", "QQ_CLIENT_SECRET"}
    assert invented.isdisjoint({"PORT", "LOG_LEVEL", "EMAIL_HOST", "SMS_GATEWAY", "TRUSTED_PROXY_COUNT"})


def test_example_values_in_the_environment_are_named_without_their_value(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("redis://:change-me@redis:6379\n")
    monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("ALIPAY_APP_ID", "2021000000000000")

    found = list(environment.examples(PRODUCTION))

    assert [what.split()[0] for what in whats(found)] == ["ALIPAY_APP_ID", "REDIS_URL_FILE"]
    assert grades(found) == ["error", "error"]
    monkeypatch.undo()
    assert grades(environment.examples(PRODUCTION)) == ["ok"]


GOOD = {
    "DEBUG": False,
    "INSTALLED_APPS": ["users"],
    "ALLOWED_HOSTS": ["mall.cn"],
    "PUBLIC_BASE_URL": "https://mall.cn/",
    "TRUSTED_PROXY_COUNT": 1,
    "STAFF_TWO_FACTOR": True,
    "ADMINS": [("", "owner@mall.cn")],
    "RONGLIAN_BASE_URL": "https://app.cloopen.com:8883",
    "RONGLIAN_ACCOUNT_SID": "a",
    "RONGLIAN_AUTH_TOKEN": "b",
    "RONGLIAN_APP_ID": "c",
    "ALIPAY_APP_ID": "2021000000000001",
    "ALIPAY_SELLER_ID": "2088000000000001",
    "ALIPAY_GATEWAY_URL": "https://openapi.alipay.com/gateway.do",
}
WRONG = (
    (environment.debug, {"DEBUG": True}),
    (environment.sandbox, {"INSTALLED_APPS": ["users", "sandbox"]}),
    (environment.hosts, {"ALLOWED_HOSTS": ["*"]}),
    (environment.hosts, {"PUBLIC_BASE_URL": "http://mall.cn/"}),
    (environment.hosts, {"ALLOWED_HOSTS": ["other.cn"]}),
    (environment.proxy, {"TRUSTED_PROXY_COUNT": 0}),
    (environment.staff, {"STAFF_TWO_FACTOR": False}),
    (sms.account, {"SMS_GATEWAY": "no.such.Gateway"}),
    (sms.account, {"RONGLIAN_AUTH_TOKEN": ""}),
    (sms.account, {"RONGLIAN_BASE_URL": "http://127.0.0.1/"}),
    (sms.budget, {"SMS_DAILY_CAP_TOTAL": 0}),
    (alipay.account, {"ALIPAY_SELLER_ID": "2021000000000001"}),
    (alipay.account, {"ALIPAY_APP_ID": "app"}),
    (alipay.account, {"ALIPAY_GATEWAY_URL": "https://sandbox.example.com/"}),
)


@pytest.mark.parametrize(("check", "wrong"), WRONG)
def test_wrong_setting_is_an_error_in_production_and_the_right_one_is_not(settings, check, wrong):
    for name, value in GOOD.items():
        setattr(settings, name, value)
    assert grades(check(PRODUCTION)) == ["ok"]

    for name, value in wrong.items():
        setattr(settings, name, value)

    assert "error" in grades(check(PRODUCTION))


@pytest.fixture(scope="module")
def key_pairs():
    """Ours, Alipay's, and one that is too short."""
    return RSA.generate(2048), RSA.generate(2048), RSA.generate(1024)  # noqa: S505 - too short on purpose


@pytest.mark.parametrize("is_bare", [True, False], ids=["base64", "pem"])
def test_alipay_keys_of_two_pairs_are_right(settings, key_pairs, is_bare):
    ours, theirs, _short = key_pairs
    private, public = ours.export_key().decode(), theirs.public_key().export_key().decode()
    if is_bare:
        private, public = ("".join(pem.splitlines()[1:-1]) for pem in (private, public))
    settings.ALIPAY_APP_PRIVATE_KEY, settings.ALIPAY_PUBLIC_KEY = private, public

    assert whats(alipay.keys(PRODUCTION)) == ["Our key is RSA of 2048 bits, and Alipay's is another one."]


def test_alipay_keys_that_are_mixed_up_are_told_apart(settings, key_pairs):
    ours, theirs, short = key_pairs

    def said(private, public):
        settings.ALIPAY_APP_PRIVATE_KEY, settings.ALIPAY_PUBLIC_KEY = (
            key if isinstance(key, str) else key.export_key().decode() for key in (private, public)
        )
        return whats(alipay.keys(DEVELOPMENT))

    assert said(ours, ours.public_key()) == ["ALIPAY_PUBLIC_KEY is our own public key."]
    assert said("nonsense", theirs.public_key()) == ["ALIPAY_APP_PRIVATE_KEY cannot be read."]
    assert said(ours.public_key(), theirs.public_key()) == ["ALIPAY_APP_PRIVATE_KEY is a public key."]
    assert said(short, theirs.public_key()) == ["ALIPAY_APP_PRIVATE_KEY has 1024 bits."]
    assert said(ours, theirs) == ["ALIPAY_PUBLIC_KEY is a private key."]
    assert said(ours, "") == ["ALIPAY_PUBLIC_KEY cannot be read."]


def test_folders_that_cannot_be_written_to_are_errors(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = settings.LOG_DIR = str(tmp_path / "file" / "folder")

    assert [*grades(folders.media(DEVELOPMENT)), *grades(folders.logs(DEVELOPMENT))] == ["error", "error"]
    settings.MEDIA_ROOT = settings.LOG_DIR = str(tmp_path / "new" / "folder")
    assert [*grades(folders.media(DEVELOPMENT)), *grades(folders.logs(DEVELOPMENT))] == ["ok", "ok"]
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a file system without room: Linux has /proc")
def test_disk_without_room_is_an_error(settings):
    settings.LOG_DIR = "/proc"

    assert "0.0 of 0.0 GB are free on the disk of /proc." in whats(
        finding for finding in folders.room(DEVELOPMENT) if finding.grade is Grade.ERROR
    )


@pytest.mark.parametrize(("free", "grade"), [(1, "error"), (20, "warning"), (500, "ok")])
def test_room_is_judged_by_part_and_size(tmp_path, free, grade):
    assert folders._judged(tmp_path, free * 2**30 // 10, 1000 * 2**30 // 10).grade == grade


def test_static_files_that_were_not_collected_are_an_error(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    assert grades(static_files.manifest(PRODUCTION)) == ["error"]

    (tmp_path / "staticfiles.json").write_text(json.dumps({"paths": {"css/mall.css": "css/mall.1234.css"}}))
    assert whats(static_files.manifest(PRODUCTION)) == ["1 static files are gone, the first is css/mall.css."]

    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "mall.1234.css").touch()
    assert grades(static_files.manifest(PRODUCTION)) == ["ok"]


@pytest.mark.django_db
def test_search_index_that_is_missing_or_damaged_is_seen(settings, index_catalogue):
    assert grades(search.index(PRODUCTION)) == ["error"]

    SKUFactory()
    index_catalogue()
    assert whats(search.index(PRODUCTION)) == ["Nobody keeps the search index up to date."]

    segment = next(Path(settings.CATALOGUE_INDEX_DIR).glob("v*/*.store"))
    segment.write_bytes(b"x" * segment.stat().st_size)
    assert grades(search.index(PRODUCTION)) == ["error"]


@pytest.mark.django_db
def test_demo_passwords_are_an_error_in_production(settings):
    assert grades(people.demo(PRODUCTION)) == ["ok"]
    load_people()
    names = ", ".join(account.username for account in ACCOUNTS)

    assert whats(people.demo(PRODUCTION)) == [f"These have the public password of the demo: {names}."]

    for user in User.objects.all():
        user.set_password("something of their own")
        user.save()
    assert grades(people.demo(PRODUCTION)) == ["ok"]


@pytest.mark.django_db
def test_pending_and_unknown_migrations_are_seen():
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    assert grades(migrations.applied(DEVELOPMENT)) == ["ok"]
    recorder = MigrationRecorder(connection)
    recorder.record_applied("users", "9999_from_the_future")
    assert grades(migrations.applied(DEVELOPMENT)) == ["warning"]

    last = recorder.migration_qs.filter(app="ledger").latest("pk")
    recorder.record_unapplied("ledger", last.name)
    found = list(migrations.applied(DEVELOPMENT))
    assert grades(found) == ["error", "warning"]
    assert f"the first is ledger.{last.name}" in found[0].what


def test_check_that_breaks_or_hangs_does_not_take_the_others_along():
    def breaks(mall):
        raise ValueError("what was it: 'a piece of an address'\nsecond line")

    def hangs(mall):
        time.sleep(60)

    parts = [Check("a", breaks), Check("b", hangs), Check("c", lambda mall: [fine("c lives")]), Check("d", hangs, "a")]
    began = time.monotonic()
    reports = examine(parts, DEVELOPMENT, limit=0.2)

    assert time.monotonic() - began < 5
    assert [report.findings[0].what for report in reports] == [
        "The check itself failed: ValueError: what was it: '…'",
        "The check got no answer within 0.2 seconds.",
        "c lives",
        "Not checked, because of a.",
    ]


def test_report_is_text_for_people_and_json_for_programs(settings):
    settings.DEBUG = True
    reports = examine([CHECKS["settings.debug"], CHECKS["settings.keys"]], PRODUCTION)

    text, read = "\n".join(as_text(reports, is_production=True)), json.loads(as_json(reports, is_production=True))

    assert text.startswith("ERROR    settings.debug         DEBUG is on.\n")
    assert text.endswith("2 errors, 0 warnings, by the rules of production.")
    assert (read["errors"], read["warnings"], read["production"]) == (2, 0, True)
    assert [finding["check"] for finding in read["findings"]] == ["settings.debug", "settings.keys"]
    assert settings.SECRET_KEY not in text
    assert os.environ["DATABASE_URL"] not in text
