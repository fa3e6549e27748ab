"""People who lost their password, or changed their mail address, in a real browser with real workers and a mail server
that is down when they ask."""

import re

import pytest
from django.db import connection

from tests.answering import SmtpServer
from tests.servers import free_port
from tests.workers import DB_LINE, VERBATIM, RunningWorker, wait_until
from users.models import User
from users.tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NEW = "a quite different phrase"


def database_url():
    """The database of this test, for another process."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    return f"mysql://{there['USER']}:{there['PASSWORD']}@{there['HOST']}:{there['PORT']}/{there['NAME']}"


@pytest.fixture
def smtp_port():
    return free_port()


@pytest.fixture
def workers(live_server, tmp_path, smtp_port, settings):
    """One of each kind, as production starts them. Nobody listens on the port of their mail server yet."""
    settings.PUBLIC_BASE_URL = f"{live_server.url}/"
    surroundings = {
        "SECRET_KEY": settings.SECRET_KEY,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": smtp_port,
        "EMAIL_USE_SSL": "false",
        "DATABASE_URL": database_url(),
        "PUBLIC_BASE_URL": settings.PUBLIC_BASE_URL,
    }
    with RunningWorker(VERBATIM, tmp_path, **surroundings) as io, RunningWorker(DB_LINE, tmp_path, **surroundings):
        yield io


@pytest.fixture
def alice():
    return UserFactory(username="alice", email="alice@example.com", verified_email="alice@example.com")


def link_in(mail):
    return re.search(r"http://\S+", mail.get_body(("plain",)).get_content())[0]


def sign_in(page, password):
    page.goto("/login/")
    page.get_by_label("用户名或手机号").fill("alice")
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def test_lost_password_is_reset_by_a_mail_that_waited_for_its_server(browser_page, workers, smtp_port, alice):
    browser_page.goto("/login/")
    browser_page.get_by_role("link", name="忘记密码？").click()
    browser_page.get_by_role("link", name="用邮箱").click()
    browser_page.get_by_label("邮箱").fill("alice@example.com")
    browser_page.get_by_role("button", name="发送链接").click()
    browser_page.get_by_role("heading", name="请查收邮件").wait_for()
    workers.wait_for("Retry in")  # the mail server is down

    with SmtpServer("250 fine", port=smtp_port) as server:
        wait_until(lambda: server.mails, lambda: workers.text)
        browser_page.goto(link_in(server.mails[0]))
    assert browser_page.url.endswith("/password/reset/new/")  # the token has left the address
    browser_page.get_by_label("新密码", exact=True).fill(NEW)
    browser_page.get_by_label("再次输入新密码").fill(NEW)
    browser_page.get_by_role("button", name="设置新密码").click()
    browser_page.get_by_text("新密码已设好").wait_for()

    sign_in(browser_page, NEW)
    browser_page.wait_for_url("/")
    assert "alice" in browser_page.locator("header").inner_text()


@pytest.mark.no_script
def test_mail_address_is_changed_and_proved_without_script(browser_page, workers, smtp_port, alice):
    browser_page.set_viewport_size({"width": 390, "height": 844})
    sign_in(browser_page, PASSWORD)
    browser_page.goto("/info/security/")
    browser_page.locator("a[href='/info/email/']").click()
    browser_page.get_by_label("邮箱").fill("new@example.com")
    browser_page.get_by_label("登录密码").fill(PASSWORD)
    with SmtpServer("250 fine", port=smtp_port) as server:
        browser_page.get_by_role("button", name="发送验证邮件").click()
        browser_page.get_by_text("验证邮件已发送到 new@example.com").wait_for()
        wait_until(lambda: len(server.mails) == 2, lambda: workers.text)

    [link] = [link_in(mail) for mail in server.mails if mail["To"] == "new@example.com"]
    browser_page.goto(link)
    browser_page.get_by_role("button", name="确认验证").click()
    browser_page.get_by_text("n***@example.com 已验证。").wait_for()

    assert User.objects.get().verified_email == "new@example.com"
    assert [mail["To"] for mail in server.mails if mail["Subject"] == "账号安全提醒"] == ["alice@example.com"]
