import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils.html import escape

from celery_tasks.health.store import note_heartbeat
from celery_tasks.main import app as celery_app
from sandbox import store
from tests.test_outages import redis_away

ROOT = Path(__file__).parents[3]
INBOX = "/sandbox/"


def waiting(queue):
    with celery_app.connection_for_read() as connection:
        return connection.default_channel.client.llen(queue)


def add(kind="sms", **values):
    store.add_message(store.Message(**{"kind": kind, "to": "13900000001", "text": "t", **values}))


def test_empty_inbox_says_so_and_shows_the_ways_to_fill_it(client):
    page = client.get(INBOX).content.decode()

    assert "还没有消息" in page
    assert 'action="/sandbox/send-sms/"' in page
    assert 'action="/sandbox/empty/"' not in page


def test_inbox_shows_sms_with_a_button_that_copies_the_code(client):
    add(text="验证码 918273，5 分钟内有效。", code="918273")

    page = client.get(INBOX).content.decode()

    assert "验证码 918273，5 分钟内有效。" in page
    assert 'data-module="copy" data-text="918273"' in page


def test_inbox_shows_mail_as_text_with_links_and_its_html_behind_bars(client):
    html = '<script>alert(1)</script><a href="https://example.com/?a=1&b=2">x</a>'
    add("mail", to="a@example.com", subject="<b>主题</b>", text="打开 https://example.com/?a=1&b=2", html=html)

    page = client.get(INBOX).content.decode()

    assert "&lt;b&gt;主题&lt;/b&gt;" in page
    assert '<a href="https://example.com/?a=1&amp;b=2"' in page
    assert "<script>alert" not in page
    assert f' sandbox loading="lazy" srcdoc="{escape(html)}"'.replace("&quot;", "&#34;") in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [("", ["two", "one"]), ("?kind=sms", ["one"]), ("?kind=mail", ["two"]), ("?kind=x", ["two", "one"])],
)
def test_inbox_is_newest_first_and_filtered_by_kind(client, query, seen):
    add("sms", text="message one")
    add("mail", text="message two")

    page = client.get(INBOX + query).content.decode()

    places = {word: page.find(f"message {word}") for word in ("one", "two")}
    assert sorted((word for word in places if places[word] >= 0), key=places.get) == seen


def test_inbox_says_which_workers_live(client):
    note_heartbeat("io")

    page = client.get(INBOX).content.decode()

    assert page.count("运行中") == 1
    assert page.count("还没有心跳") == 1


def test_emptying_the_inbox_asks_for_a_post(client):
    add()

    refused = client.get("/sandbox/empty/").status_code
    response = client.post("/sandbox/empty/")

    assert (refused, response.status_code, response["Location"], store.messages()) == (405, 302, INBOX, [])


def test_sms_to_oneself_goes_through_the_queue(client):
    response = client.post("/sandbox/send-sms/", {"mobile": "13900000001"})

    assert (response.status_code, response["Location"], waiting("sms")) == (302, INBOX, 1)


def test_mail_to_oneself_goes_through_the_queue(client):
    response = client.post("/sandbox/send-mail/", {"address": "a@example.com"})

    assert (response.status_code, response["Location"], waiting("mail")) == (302, INBOX, 1)


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("send-sms", {"mobile": "12345"}, "请输入 11 位中国大陆手机号"),
        ("send-sms", {}, "请输入手机号"),
        ("send-mail", {"address": "nobody"}, "请输入有效的邮箱地址"),
    ],
)
def test_address_that_is_none_is_refused_with_a_sentence(client, path, fields, sentence):
    response = client.post(f"/sandbox/{path}/", fields)

    assert (response.status_code, waiting("sms"), waiting("mail")) == (422, 0, 0)
    assert sentence in response.content.decode()


@pytest.mark.slow
def test_broker_that_is_away_is_said_with_the_next_page(client):
    with redis_away():
        response = client.post("/sandbox/send-sms/", {"mobile": "13900000001"})

    assert response.status_code == 302
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["消息队列没有应答，任务没有发出。"]


@pytest.mark.parametrize("path", ["empty", "send-sms", "send-mail"])
def test_forms_need_the_token_against_forgery(path):
    assert Client(enforce_csrf_checks=True).post(f"/sandbox/{path}/", {}).status_code == 403


@pytest.mark.once
def test_sandbox_is_nowhere_without_its_app():
    program = """
import django, meiduo_mall.settings.dev as dev
from django.conf import settings
values = {name: getattr(dev, name) for name in dir(dev) if name.isupper()}
apps = [app for app in dev.INSTALLED_APPS if app != "sandbox"]
settings.configure(**values | {"DEBUG": False, "ALLOWED_HOSTS": ["*"], "INSTALLED_APPS": apps})
django.setup()
from django.test import Client
print([Client().get(path).status_code for path in ("/sandbox/", "/dev/components/", "/login/")])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout == "[404, 404, 200]\n"
