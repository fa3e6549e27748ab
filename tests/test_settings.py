"""What the settings promise about the environment; each start is a process of its own."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection

ROOT = Path(__file__).parents[1]
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.prod",
    "SECRET_KEY": "an-invented-key-for-this-test-only-of-more-than-50-characters",
    "ALLOWED_HOSTS": "mall.example.com",
    "DATABASE_URL": "sqlite:////nowhere/mall.sqlite3",
    "REDIS_URL": "redis://redis.example.com:6379",
    "RONGLIAN_ACCOUNT_SID": "account",
    "RONGLIAN_AUTH_TOKEN": "token",
    "RONGLIAN_APP_ID": "app",
    "EMAIL_HOST_PASSWORD": "$starts-with-a-dollar",
    "TRUSTED_PROXY_COUNT": "1",
}
REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "RONGLIAN_ACCOUNT_SID")
REQUIRED += ("RONGLIAN_AUTH_TOKEN", "RONGLIAN_APP_ID", "EMAIL_HOST_PASSWORD")


def _manage(*arguments, **changes):
    environment = {name: value for name, value in {**PRODUCTION, **changes}.items() if value is not None}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


#: A sitecustomize that hides a package, as on a machine where it was never installed.
_HIDDEN = """
import importlib.util as found; original = found.find_spec
found.find_spec = lambda name, *rest: None if name == '{}' else original(name, *rest)
"""


def _setting(expression, **changes):
    done = _manage("shell", "--no-imports", "-c", f"from django.conf import settings; print({expression})", **changes)
    return done.stdout.strip() or done.stderr


def test_redis_is_this_test_process_own(settings):
    caches["codes"].set("left", "over")

    assert settings.CACHES["codes"]["LOCATION"].startswith(f"unix://{settings.DATA_DIR}/")


def test_redis_is_empty_before_each_test():
    assert caches["codes"].get("left") is None


@pytest.mark.once
def test_production_passes_the_deployment_check():
    done = _manage("check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.once
@pytest.mark.parametrize("name", REQUIRED)
def test_production_without_a_required_value_stops_and_names_it(name):
    done = _manage("check", **{name: None})

    sentence = f"The mall does not start: {name} is not set. Production does not start without it; see .env.example.\n"
    assert (done.returncode, done.stderr) == (1, sentence)


def _examples():
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.removeprefix("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line))


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in REQUIRED if name != "ALLOWED_HOSTS"])
def test_production_with_the_example_value_stops_and_names_it(name):
    examples = {**_examples(), "DATABASE_URL": "sqlite:////change-me"}  # a machine may lack the driver of MySQL

    done = _manage("check", **{name: examples[name]})

    sentence = f"The mall does not start: {name} still has its example value. Set a secret of your own.\n"
    assert (done.returncode, done.stderr) == (1, sentence)


TENCENT = {
    "SMS_GATEWAY": "verifications.sms_gateways.tencent.TencentGateway",
    "TENCENT_SMS_SECRET_ID": "id",
    "TENCENT_SMS_SECRET_KEY": "key",
    "TENCENT_SMS_APP_ID": "app",
    "TENCENT_SMS_CODE_TEMPLATE": "1",
}
ALIYUN = {
    "SMS_GATEWAY": "verifications.sms_gateways.aliyun.AliyunGateway",
    "ALIYUN_SMS_ACCESS_KEY_ID": "id",
    "ALIYUN_SMS_ACCESS_KEY_SECRET": "secret",
    "ALIYUN_SMS_CODE_TEMPLATE": "SMS_1",
}
NO_RONGLIAN = dict.fromkeys(name for name in PRODUCTION if name.startswith("RONGLIAN_"))
CHOSEN = [(provider, name) for provider in (TENCENT, ALIYUN) for name in provider if name != "SMS_GATEWAY"]


@pytest.mark.once
@pytest.mark.parametrize("provider", [TENCENT, ALIYUN], ids=["tencent", "aliyun"])
def test_production_asks_only_for_the_account_of_the_sms_provider_that_is_chosen(provider):
    done = _manage("check", **NO_RONGLIAN | provider)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.once
@pytest.mark.parametrize(("provider", "name"), CHOSEN)
def test_production_without_the_account_of_the_chosen_sms_provider_stops(provider, name):
    done = _manage("check", **NO_RONGLIAN | provider | {name: None})

    sentence = f"The mall does not start: {name} is not set. Production does not start without it; see .env.example.\n"
    assert (done.returncode, done.stderr) == (1, sentence)


ALIPAY = {
    "ALIPAY_APP_ID": "2021000000000001",
    "ALIPAY_APP_PRIVATE_KEY": "key",
    "ALIPAY_PUBLIC_KEY": "key",
    "ALIPAY_SELLER_ID": "2088000000000001",
}


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in ALIPAY if name != "ALIPAY_APP_ID"])
def test_production_with_an_app_at_alipay_needs_its_keys_and_its_seller(name):
    done = _manage("check", **ALIPAY | {name: None})

    sentence = f"The mall does not start: {name} is not set. Production does not start without it; see .env.example.\n"
    assert (done.returncode, done.stderr) == (1, sentence)


@pytest.mark.once
@pytest.mark.parametrize(
    ("provider", "package", "name"),
    [(TENCENT, "tencentcloud", "tencent"), (ALIYUN, "alibabacloud_dysmsapi20170525", "aliyun")],
)
def test_production_without_the_package_of_the_chosen_sms_provider_stops(tmp_path, provider, package, name):
    (tmp_path / "sitecustomize.py").write_text(_HIDDEN.format(package))

    done = _manage("check", PYTHONPATH=str(tmp_path), **provider)

    assert done.returncode == 1
    assert done.stderr.startswith("The mall does not start: SMS_GATEWAY names verifications.sms_gateways.")
    assert done.stderr.endswith(f"its package is not installed. Run: pip install -r requirements-{name}.txt\n")


@pytest.mark.once
@pytest.mark.parametrize("key", ["too-short", "development-only-key-that-production-refuses"])
def test_production_with_a_short_key_or_that_of_development_stops_and_says_so(key):
    done = _manage("check", SECRET_KEY=key)

    sentence = "SECRET_KEY is shorter than 50 characters. Make one with `make secret`."
    assert (done.returncode, done.stderr) == (1, f"The mall does not start: {sentence}\n")


@pytest.mark.once
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECURE_SSL_REDIRECT": "ture"}, "SECURE_SSL_REDIRECT has to be true or false."),
        ({"DATABASE_URL": "postgres://db/mall"}, "DATABASE_URL has to start with mysql:// or sqlite://"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT has a value that cannot be read"),
        ({"SMS_PRICE_YUAN": "cheap"}, "SMS_PRICE_YUAN has a value that cannot be read: it is not a number."),
        ({"SMS_PRICE_YUAN": "-1"}, "SMS_PRICE_YUAN has a value that cannot be read: it is not an amount of money."),
        ({"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.dev", "PORT": "70000"}, "PORT is 70000, but ports are"),
    ],
)
def test_value_that_cannot_be_meant_stops_and_is_named(changes, sentence):
    done = _manage("check", **changes)

    assert done.returncode == 1
    assert done.stderr.startswith(f"The mall does not start: {sentence}")


@pytest.mark.once
def test_mysql_without_its_driver_stops_and_says_how_to_get_it(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(_HIDDEN.format("MySQLdb"))

    done = _manage("check", DATABASE_URL="mysql://mall@db/mall", PYTHONPATH=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.startswith("The mall does not start: DATABASE_URL names MySQL, but its driver mysqlclient is")


@pytest.mark.once
def test_secret_may_be_in_a_file(tmp_path):
    (tmp_path / "key").write_text(PRODUCTION["SECRET_KEY"] + "-in-a-file")

    key = _setting("settings.SECRET_KEY", SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "key"))

    assert key == PRODUCTION["SECRET_KEY"] + "-in-a-file"


@pytest.mark.once
def test_text_that_starts_with_a_dollar_is_taken_as_it_is():
    assert _setting("settings.EMAIL_HOST_PASSWORD") == "$starts-with-a-dollar"


@pytest.mark.once
@pytest.mark.parametrize(
    ("base", "codes", "broker"),
    [
        ("redis://:secret@db:6379", "redis://:secret@db:6379/2", "redis://:secret@db:6379/5"),
        ("redis://db:6379/0", "redis://db:6379/2", "redis://db:6379/5"),
        ("unix:///run/r.sock", "unix:///run/r.sock?db=2", "redis+socket:///run/r.sock?virtual_host=5"),
    ],
)
def test_redis_purposes_live_in_databases_of_their_own(base, codes, broker):
    expression = "settings.CACHES['codes']['LOCATION'], settings.CELERY_BROKER_URL"

    assert _setting(expression, REDIS_URL=base) == f"{codes} {broker}"


@pytest.mark.once
def test_one_redis_purpose_may_live_elsewhere():
    expression = "settings.CACHES['default']['LOCATION'], settings.CACHES['carts']['LOCATION']"

    addresses = _setting(expression, REDIS_CACHE_URL="redis://cache:6379/0")

    assert addresses == "redis://cache:6379/0 redis://redis.example.com:6379/4"


def _variables_read():
    sources = [*(ROOT / "meiduo_mall/settings").glob("*.py")]
    text = "\n".join(path.read_text() for path in sources)
    named = set(re.findall(r'(?:\benv(?:\.\w+)?|\brequired)\(\s*"([A-Z_]+)"', text))
    purposes = re.findall(r'(?:_redis_cache|redis_url)\("(\w+)"', text)
    composed = re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text())
    return named | {f"REDIS_{purpose.upper()}_URL" for purpose in purposes} | set(composed)


def _variables_explained():
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {found[1]: before for before, line in pairwise(lines) if (found := re.fullmatch(r"#?([A-Z_]+)=.*", line))}


@pytest.mark.once
def test_example_file_has_every_variable_and_no_other():
    assert set(_variables_explained()) == _variables_read()


@pytest.mark.once
def test_example_file_explains_each_variable_in_a_sentence():
    unexplained = [name for name, line in _variables_explained().items() if not re.fullmatch(r"# [A-Z].+\.", line)]

    assert unexplained == []


@pytest.mark.mysql
@pytest.mark.django_db
def test_mysql_connection_is_strict_read_committed_and_utf8mb4(settings):
    with connection.cursor() as cursor:
        cursor.execute("SHOW VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')")
        ((_either, isolation),) = cursor.fetchall()  # MariaDB 10 and MySQL 8 have it under different names
        cursor.execute("SELECT @@sql_mode, @@character_set_connection, @@collation_connection")
        mode, *rest = cursor.fetchone()

    assert [isolation, *rest] == ["READ-COMMITTED", "utf8mb4", "utf8mb4_unicode_ci"]
    assert {"STRICT_TRANS_TABLES", "NO_ZERO_DATE", "ERROR_FOR_DIVISION_BY_ZERO"} <= set(mode.split(","))
    assert (settings.DATABASES["default"]["CONN_MAX_AGE"], connection.health_check_enabled) == (60, True)
