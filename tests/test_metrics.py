"""What Prometheus reads: who may, what it says, what it costs."""

import re
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone
from django_redis import get_redis_connection
from prometheus_client.parser import text_string_to_metric_families

from celery_tasks.email.tasks import send_mail
from celery_tasks.health import store
from celery_tasks.health.store import note_heartbeat
from celery_tasks.health.tasks import note_io_worker
from celery_tasks.main import app
from goods.tests.factories import SKUFactory
from meiduo_mall.backups.store import note_backup
from meiduo_mall.metrics import scraping
from meiduo_mall.metrics.middleware import counted_requests
from meiduo_mall.settings.metrics import metrics_networks, metrics_token
from notices.tests.factories import NoticeFactory
from orders.tests.factories import OrderFactory
from payment.models import Reconciliation
from payment.tests.factories import PaymentFactory, RefundFactory
from users.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-for-these-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
QUERIES = 9


@pytest.fixture
def metrics_on(settings):
    settings.METRICS_TOKEN = TOKEN
    from meiduo_mall.metrics import working  # noqa: F401 - as the app does when it starts

    scraping.forget()
    yield
    scraping.forget()


def scraped(client=None):
    """Every sample: its value by its name and labels."""
    text = (client or Client()).get("/metrics", headers=BEARER).content.decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def growth(before, after):
    """What was counted in between."""
    return {key: value - before.get(key, 0) for key, value in after.items() if value != before.get(key, 0)}


def compared(now, **keywords):
    sums = dict.fromkeys(("payments", "refunds", "paid", "refunded"), 0)
    Reconciliation.objects.create(day="2026-11-22", checked_at=now, **sums, **keywords)


# --- Who may read them -----------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize(
    ("token", "allowed", "headers", "status"),
    [
        ("", [], {}, 404),
        ("", [], BEARER, 404),
        (TOKEN, [], {}, 404),
        (TOKEN, [], {"Authorization": "Bearer "}, 404),
        (TOKEN, [], {"Authorization": f"Bearer {TOKEN[:-1]}"}, 404),
        (TOKEN, [], {"Authorization": f"Bearer {TOKEN}é"}, 404),
        (TOKEN, [], {"Authorization": TOKEN}, 404),
        (TOKEN, [], BEARER | {"X-Forwarded-For": "127.0.0.1"}, 404),
        (TOKEN, ["10.0.0.0/8"], BEARER, 404),
        (TOKEN, ["127.0.0.0/8"], {}, 404),
        ("", ["10.0.0.0/8", "::1/128"], {}, 404),
        ("", ["127.0.0.0/8"], {"X-Forwarded-For": "127.0.0.1"}, 404),
        (TOKEN, [], BEARER, 200),
        (TOKEN, ["127.0.0.0/8"], BEARER, 200),
        ("", ["10.0.0.0/8", "127.0.0.1/32"], {}, 200),
    ],
)
def test_metrics_are_there_only_for_who_may_read_them(client, settings, token, allowed, headers, status):
    settings.METRICS_TOKEN, settings.METRICS_ALLOWED = token, allowed

    response = client.get("/metrics", headers=headers)

    nowhere = client.get("/no-such-page", headers=headers)
    assert response.status_code == status
    assert (response.content == nowhere.content) == (status == 404)


@pytest.mark.once
@pytest.mark.usefixtures("metrics_on")
def test_metrics_are_read_by_the_address_of_a_host_and_without_https(settings):
    settings.ALLOWED_HOSTS = ["mall.example.com"]
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get("/metrics", headers=BEARER | {"Host": "10.0.0.7:8000"})

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")


@pytest.mark.once
def test_mall_without_metrics_measures_nothing(settings):
    with pytest.raises(MiddlewareNotUsed):
        counted_requests(HttpResponse)

    settings.METRICS_TOKEN = TOKEN
    assert callable(counted_requests(HttpResponse))


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "value", "read", "sentence"),
    [
        ("METRICS_TOKEN", "nineteen-characters", metrics_token, "METRICS_TOKEN is shorter than 20 characters."),
        ("METRICS_TOKEN", "change-me-to-something-long", metrics_token, "METRICS_TOKEN still has its example value."),
        ("METRICS_ALLOWED", "127.0.0.1/8", metrics_networks, "METRICS_ALLOWED has something else than a network"),
    ],
)
def test_setting_that_would_open_metrics_by_mistake_is_refused(monkeypatch, name, value, read, sentence):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=f"^{sentence}"):
        read()


# --- What processes count --------------------------------------------------------------------------


@pytest.mark.usefixtures("metrics_on")
def test_requests_are_counted_by_view_method_and_status_and_never_by_their_path(client):
    before = scraped()

    client.get("/detail/987654321/")
    client.get("/no/such/page-987654321/")
    client.post("/preferences/", {"theme": "dark"})
    client.generic("BREW987654321", "/terms/")
    client.get("/healthz/ready")

    counted = growth(before, scraped())
    requests = {key[1:]: value for key, value in counted.items() if key[0] == "mall_http_requests_total"}
    assert requests == {
        ("GET", "404", "goods:detail"): 1,
        ("GET", "404", "none"): 1,
        ("POST", "302", "preferences"): 1,
        ("other", "405", "contents:terms"): 1,
    }
    assert not [key for key in counted if "987654321" in str(key)]


@pytest.mark.once
@pytest.mark.usefixtures("metrics_on")
def test_time_that_answers_took_is_counted_by_view(client):
    before = scraped()

    client.get("/robots.txt")

    counted = growth(before, scraped())
    assert counted[("mall_http_request_seconds_count", "robots")] == 1
    assert 0 < counted[("mall_http_request_seconds_sum", "robots")] < 5
    assert counted[("mall_http_request_seconds_bucket", "+Inf", "robots")] == 1


@pytest.mark.usefixtures("metrics_on")
def test_pages_are_kept_built_or_rendered_and_a_kept_one_counts_for_its_view(client):
    before = scraped()
    client.get("/terms/")
    client.get("/terms/")
    client.get("/terms/")
    client.force_login(UserFactory())
    client.get("/terms/")

    counted = growth(before, scraped())

    pages = {key[1]: value for key, value in counted.items() if key[0] == "mall_pages_total"}
    assert pages == {"built": 1, "kept": 2, "rendered": 1}
    assert counted[("mall_http_requests_total", "GET", "200", "contents:terms")] == 4


@pytest.mark.once
@pytest.mark.usefixtures("metrics_on")
def test_tasks_are_counted_by_name_and_outcome():
    before = scraped()

    note_io_worker.apply(throw=True)
    send_mail.apply(kwargs={"nonsense": 1})

    counted = growth(before, scraped())
    tasks = {key[1:]: value for key, value in counted.items() if key[0] == "mall_tasks_total"}
    assert tasks == {("failed", send_mail.name): 1, ("succeeded", note_io_worker.name): 1}
    assert counted[("mall_task_seconds_count", note_io_worker.name)] == 1


# --- What is true of the mall ----------------------------------------------------------------------


@pytest.mark.usefixtures("metrics_on")
def test_orders_and_money_of_today_are_counted_and_those_of_yesterday_are_not():
    long_ago = timezone.now() - timedelta(days=1, hours=1)
    one, two = OrderFactory(freight=10), OrderFactory(status="cancelled")
    cash = OrderFactory(pay_method="cash", status="to_ship")
    OrderFactory(placed_at=long_ago, status="done")

    found = scraped()

    assert (found["mall_orders_placed_total", "alipay"], found["mall_orders_placed_total", "cash"]) == (2, 1)
    assert found["mall_orders_placed_yuan_total", "alipay"] == pytest.approx(float(one.total + two.total))
    assert found["mall_orders_placed_yuan_total", "cash"] == pytest.approx(float(cash.total))


@pytest.mark.usefixtures("metrics_on")
def test_payments_and_refunds_are_counted_by_what_became_of_them():
    paid = PaymentFactory(paid=True)
    for status in ("pending", "closed", "closed", "disputed"):
        PaymentFactory(status=status, asked_at=timezone.now())
    PaymentFactory(paid=True, started_at=timezone.now() - timedelta(days=2), paid_at=timezone.now() - timedelta(days=2))
    hour_ago = timezone.now() - timedelta(hours=1)
    RefundFactory(payment=paid, asked_at=hour_ago)
    RefundFactory(payment=paid, status="failed")
    RefundFactory(payment=None, order=paid.order)

    found = scraped()

    names = ("begun_total", "closed_total", "paid_total", "pending", "disputed")
    assert [found[(f"mall_payments_{name}",)] for name in names] == [5, 2, 1, 1, 1]
    assert found[("mall_payments_paid_yuan_total",)] == pytest.approx(float(paid.amount))
    assert [found[(f"mall_refunds_{name}",)] for name in ("waiting", "failed", "in_cash")] == [1, 1, 1]
    assert found[("mall_refunds_oldest_seconds",)] == pytest.approx(3600, abs=60)


@pytest.mark.usefixtures("metrics_on")
def test_what_waits_for_somebody_is_a_gauge():
    now = timezone.now()
    OrderFactory(placed_at=now - timedelta(minutes=40))
    OrderFactory(placed_at=now - timedelta(minutes=20))
    NoticeFactory(due_at=now - timedelta(minutes=10))
    NoticeFactory(due_at=now + timedelta(minutes=10))
    NoticeFactory(status="failed", due_at=now - timedelta(hours=1))
    NoticeFactory(status="failed", due_at=now - timedelta(days=2))
    compared(now, differences=[{}, {}])

    found = scraped()

    names = ("orders_overdue", "notices_due", "notices_failed", "reconciliation_differences")
    assert [found[(f"mall_{name}",)] for name in names] == [1, 1, 1, 2]
    assert found[("mall_notices_oldest_seconds",)] == pytest.approx(600, abs=60)
    assert found[("mall_reconciled_until_seconds",)] == 1795363200  # 2026-11-23 00:00 in Shanghai


@pytest.mark.usefixtures("metrics_on")
def test_stock_queues_heartbeats_sms_and_disks_are_gauges(settings, monkeypatch):
    monkeypatch.setattr(store, "time", SimpleNamespace(time=lambda: 1_795_000_000))
    settings.SMS_DAILY_CAP_TOTAL = 500
    for stock in (0, 5, 6):
        SKUFactory(stock=stock)
    send_mail.delay(subject="s", to="a@example.com", text="t", html="h")
    note_heartbeat("db")
    get_redis_connection("codes").set(f"sms:day:{timezone.localdate().isoformat()}:total", 7)

    found = scraped()

    assert (found[("mall_skus_low",)], found[("mall_skus_sold_out",)]) == (2, 1)
    assert [found["mall_queue_messages", name] for name in ("sms", "mail", "db")] == [0, 1, 0]
    assert 0 <= found["mall_queue_oldest_seconds", "mail"] < 60
    assert (found["mall_heartbeat_age_seconds", "db"], ("mall_heartbeat_age_seconds", "io") in found) == (0, False)
    assert found[("mall_sms_cap",)] == 500
    assert found["mall_sms_provider_left_alone", "ronglian"] == 0
    assert 0 < found["mall_disk_free_bytes", "data"] < found["mall_disk_size_bytes", "data"]


@pytest.mark.usefixtures("metrics_on")
def test_figures_of_a_part_that_is_away_are_missing_and_said_to_be(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    found = scraped()

    assert (found["mall_part_up", "broker"], found["mall_part_up", "database"]) == (0, 1)
    assert (found["mall_source_up", "queues"], found["mall_source_up", "database"]) == (0, 1)
    assert ("mall_queue_messages", "sms") not in found
    assert ("mall_orders_overdue",) in found


# --- What they cost --------------------------------------------------------------------------------


@pytest.mark.usefixtures("metrics_on")
@pytest.mark.parametrize("orders", [1, 3])
def test_scrape_asks_the_database_as_often_for_many_orders_and_not_at_all_for_some_seconds(
    client, django_assert_num_queries, orders
):
    for _ in range(orders):
        PaymentFactory(paid=True)
        NoticeFactory()
    compared(timezone.now())

    with django_assert_num_queries(QUERIES):
        client.get("/metrics", headers=BEARER)
    with django_assert_num_queries(0):
        client.get("/metrics", headers=BEARER)


@pytest.mark.once
@pytest.mark.usefixtures("metrics_on")
def test_counting_a_request_costs_less_than_a_tenth_of_a_millisecond():
    from meiduo_mall.metrics.counted import count_request

    request, response = RequestFactory().get("/robots.txt"), HttpResponse()
    request.resolver_match = resolve("/robots.txt")
    rounds = []
    for _ in range(20):
        started = time.thread_time()
        for _again in range(100):
            count_request(request, response, 0.01)
        rounds.append((time.thread_time() - started) / 100)

    assert min(rounds) < 0.0001


# --- Alert rules -----------------------------------------------------------------------------------


def _rules():
    found = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())
    return [rule for group in found["groups"] for rule in group["rules"]]


@pytest.mark.usefixtures("metrics_on")
def test_every_metric_that_a_rule_names_is_in_a_scrape(client):
    app.loader.import_default_modules()
    note_io_worker.apply(throw=True)
    client.get("/terms/")
    compared(timezone.now())
    note_backup()
    names = {key[0] for key in scraped()} | {"mall_replica_lag_seconds"}  # which needs a replica
    text = Client().get("/metrics", headers=BEARER).content.decode()

    named = {name for rule in _rules() for name in re.findall(r"\bmall_[a-z_]+", rule["expr"])}

    assert len(named) > 20
    assert named - names == set()
    assert "# TYPE mall_replica_lag_seconds gauge" in text


@pytest.mark.once
@pytest.mark.parametrize("rule", _rules(), ids=lambda rule: rule["alert"])
def test_rule_says_how_bad_it_is_and_what_to_do(rule):
    assert set(rule) - {"for"} == {"alert", "expr", "labels", "annotations"}
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert [text[-1] for text in rule["annotations"].values()] == [".", "."]
    assert list(rule["annotations"]) == ["summary", "action"]


@pytest.mark.once
def test_example_of_a_scrape_asks_for_the_path_that_is_open_inside():
    example = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())

    (job,) = example["scrape_configs"]
    assert (job["metrics_path"], job["job_name"], example["rule_files"]) == ("/metrics", "mall", ["alerts.yml"])
