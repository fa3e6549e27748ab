"""The journey of a newcomer in a real browser, with a real worker and the real SMS gateway code."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django_redis import get_redis_connection
from playwright.sync_api import expect

from users.tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[1]


@pytest.fixture
def worker(live_server, tmp_path):
    """A worker as production starts it; its SMS provider is the sandbox of the live server."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.test",
        "RONGLIAN_BASE_URL": f"{live_server.url}/sandbox/ronglian",
        "LOG_DIR": str(tmp_path),
    }
    line = [sys.executable, "-m", "celery", "-A", "celery_tasks.main", "worker", "-l", "info", "-P", "eventlet"]
    process = subprocess.Popen([*line, "-c", "1000"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    yield process
    process.terminate()
    process.wait(timeout=20)


def captcha_text(page):
    """What the picture shows: the test cannot read it, so it looks where the mall keeps it."""
    picture = page.locator("[name=captcha_id]")
    return get_redis_connection("codes").get(f"captcha:{picture.input_value()}").decode()


def code_in_sandbox(page):
    inbox = page.context.new_page()
    for _ in range(50):
        inbox.goto("/sandbox/")
        found = re.search(r"\b[0-9]{6}\b", inbox.locator("main").inner_text())
        if found:
            inbox.close()
            return found[0]
        inbox.wait_for_timeout(200)
    raise AssertionError("no SMS arrived in the sandbox within 10 seconds")


def register(page, *, with_script):
    page.goto("/register/")
    page.get_by_label("用户名").fill("newcomer")
    page.get_by_label("密码", exact=True).fill("correct horse battery")
    page.get_by_label("再次输入密码").fill("correct horse battery")
    page.get_by_label("手机号").fill("13900000001")
    page.get_by_label("图形验证码").fill(captcha_text(page))
    page.locator("[name=send_code]").click()
    if not with_script:  # the whole page came back, and passwords are never sent back
        page.get_by_label("密码", exact=True).fill("correct horse battery")
        page.get_by_label("再次输入密码").fill("correct horse battery")
    page.get_by_label("短信验证码").fill(code_in_sandbox(page))
    page.locator("[name=terms]").check()
    page.get_by_role("button", name="注册", exact=True).click()
    page.wait_for_url("/")


def test_newcomer_registers_signs_out_and_signs_in_by_mobile(browser_page, worker):
    register(browser_page, with_script=True)
    assert "newcomer" in browser_page.locator("header").inner_text()

    browser_page.goto("/info/")
    browser_page.get_by_role("button", name="退出登录").last.click()
    browser_page.goto("/login/")
    browser_page.get_by_label("用户名或手机号").fill("13900000001")
    browser_page.get_by_label("密码", exact=True).fill("correct horse battery")
    browser_page.get_by_role("button", name="登录", exact=True).click()
    browser_page.wait_for_url("/")

    assert "newcomer" in browser_page.locator("header").inner_text()


@pytest.mark.no_script
def test_newcomer_registers_on_a_phone_without_script(browser_page, worker):
    browser_page.set_viewport_size({"width": 390, "height": 844})

    register(browser_page, with_script=False)

    browser_page.goto("/info/")
    assert "newcomer" in browser_page.locator("main").inner_text()


def test_code_button_counts_down_and_refuses_a_second_code(browser_page):
    browser_page.goto("/register/")
    browser_page.get_by_label("手机号").fill("13900000001")
    browser_page.get_by_label("图形验证码").fill(captcha_text(browser_page))
    browser_page.locator("[name=send_code]").click()
    browser_page.get_by_text("验证码已发送到 13900000001").wait_for()

    expect(browser_page.locator("[name=send_code]")).to_be_disabled()
    expect(browser_page.locator("[name=send_code]")).to_have_text(re.compile(r"\d+ 秒后重发"))


def test_live_hint_says_that_a_name_is_taken(browser_page):
    UserFactory(username="alice")
    browser_page.goto("/register/")

    browser_page.get_by_label("用户名").fill("Alice")

    browser_page.get_by_text("这个用户名已被使用，请换一个").wait_for()


def test_captcha_reload_shows_another_picture(browser_page):
    browser_page.goto("/register/")
    before = captcha_text(browser_page)

    with browser_page.expect_response("**/captcha/*.png*"):
        browser_page.get_by_role("button", name="换一张图形验证码").click()

    assert captcha_text(browser_page) != before
