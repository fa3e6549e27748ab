"""QQ sign-in in a real browser, through the stand-in, asked by the real client library over HTTP."""

import pytest

from oauth import qq as client_of_qq
from oauth.models import QQAccount
from sandbox import qq
from tests.answering import HttpServer
from tests.test_accessibility import choose, complaints
from tests.test_journey import captcha_text, code_in_sandbox, worker
from users.models import User
from users.tests.factories import PASSWORD, UserFactory
from verifications.purposes import Purpose
from verifications.tests.factories import given_code

__all__ = ["worker"]  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MOBILE = "13900000001"


@pytest.fixture(autouse=True)
def _qq_is_the_stand_in(settings, live_server):
    settings.QQ_BASE_URL = f"{live_server.url}/sandbox/qq"


def leave_for_qq(page, *, next_page=""):
    page.goto(f"/login/?next={next_page}" if next_page else "/login/")
    page.get_by_role("link", name="用 QQ 登录").click()
    page.get_by_role("heading", name="QQ 授权（沙箱）").wait_for()


def agree(page, *, person="小美", mood="well"):
    page.get_by_label("同意之后，QQ 的表现").select_option(mood)
    page.get_by_role("button", name=person).click()


def arrive(page, **choices):
    leave_for_qq(page, next_page=choices.pop("next_page", ""))
    agree(page, **choices)


def prove_mobile(page, code="123456"):
    page.get_by_label("手机号").fill(MOBILE)
    page.get_by_label("短信验证码").fill(code)
    page.get_by_role("button", name="下一步", exact=True).click()
    page.get_by_text("第 2 步，共 2 步").wait_for()


def bind_known(page, password=PASSWORD):
    page.get_by_label("美多账号的密码").fill(password)
    page.get_by_role("button", name="绑定并登录", exact=True).click()


def name_shown(page):
    return page.locator("header").inner_text()


def new_person_goes_all_the_way(page):
    arrive(page, next_page="/info/")
    page.get_by_label("手机号").fill(MOBILE)
    page.get_by_label("图形验证码").fill(captcha_text(page))
    page.locator("[name=send_code]").click()
    prove_mobile(page, code_in_sandbox(page))
    page.get_by_label("设置密码").fill(PASSWORD)
    page.get_by_label("再次输入密码").fill(PASSWORD)
    page.locator("[name=terms]").check()
    page.get_by_role("button", name="注册并登录", exact=True).click()
    page.wait_for_url("/info/")


def test_new_person_registers_over_qq_and_signs_in_by_it_from_then_on(browser_page, worker):
    new_person_goes_all_the_way(browser_page)
    name = User.objects.get(mobile=MOBILE).username
    assert name in name_shown(browser_page)
    browser_page.get_by_role("button", name="退出登录").last.click()

    arrive(browser_page)
    browser_page.wait_for_url("/")

    assert name in name_shown(browser_page)


@pytest.mark.no_script
def test_new_person_registers_over_qq_on_a_phone_without_script(browser_page, worker):
    browser_page.set_viewport_size({"width": 390, "height": 844})

    new_person_goes_all_the_way(browser_page)

    assert QQAccount.objects.get().user.mobile == MOBILE


def test_known_person_binds_after_a_slip_with_the_password(browser_page):
    user = UserFactory(username="alice", mobile=MOBILE)
    given_code(Purpose.BIND, MOBILE)
    arrive(browser_page)
    prove_mobile(browser_page)

    bind_known(browser_page, "wrong password")
    browser_page.get_by_text("密码不对，请重新输入").first.wait_for()
    bind_known(browser_page)
    browser_page.wait_for_url("/")

    assert "alice" in name_shown(browser_page)
    assert QQAccount.objects.get().user == user


def test_refusing_at_qq_leads_back_with_a_sentence(browser_page):
    leave_for_qq(browser_page)

    browser_page.get_by_role("button", name="拒绝授权").click()

    browser_page.wait_for_url("/login/")
    browser_page.get_by_text("已取消 QQ 授权。").wait_for()


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [
        ("slow", "QQ 暂时没有应答，账号没有任何变化。请过一会儿再试。"),
        ("broken", "QQ 暂时没有应答，账号没有任何变化。请过一会儿再试。"),
        ("garbage", "QQ 暂时没有应答，账号没有任何变化。请过一会儿再试。"),
        ("refused", "QQ 没有确认这次授权，账号没有任何变化。请重新开始。"),
    ],
)
def test_qq_that_fails_is_explained_and_the_next_try_works(browser_page, monkeypatch, mood, sentence):
    monkeypatch.setattr(qq, "_SLOW_SECONDS", 1)
    monkeypatch.setattr(client_of_qq, "_READ_TIMEOUT", 0.5)
    arrive(browser_page, mood=mood)
    browser_page.get_by_text(sentence).wait_for()

    browser_page.get_by_role("link", name="重新用 QQ 登录").click()
    agree(browser_page)

    browser_page.get_by_text("QQ 已确认。").wait_for()


def test_forged_state_is_refused_with_a_way_on(browser_page):
    leave_for_qq(browser_page)

    response = browser_page.goto("/oauth_callback/?code=9A5F&state=" + "x" * 32)

    assert response.status == 400
    browser_page.get_by_role("link", name="重新用 QQ 登录").click()
    browser_page.get_by_role("heading", name="QQ 授权（沙箱）").wait_for()


def test_replayed_state_is_refused(browser_page):
    callbacks = []
    browser_page.on("request", lambda sent: callbacks.append(sent.url) if "/oauth_callback/" in sent.url else None)
    arrive(browser_page)
    browser_page.get_by_text("QQ 已确认。").wait_for()

    response = browser_page.goto(callbacks[0])

    assert response.status == 400
    assert "已用过" in browser_page.locator("main").inner_text()


def test_replayed_binding_token_is_refused(browser_page):
    UserFactory(username="alice", mobile=MOBILE)
    given_code(Purpose.BIND, MOBILE)
    arrive(browser_page)
    prove_mobile(browser_page)
    second_tab = browser_page.context.new_page()
    second_tab.goto("/qq/binding/")
    bind_known(browser_page)
    browser_page.wait_for_url("/")
    QQAccount.objects.all().delete()
    browser_page.goto("/info/")
    fresh = browser_page.locator("[name=csrfmiddlewaretoken]").first.input_value()  # signing in changed it

    second_tab.locator("[name=csrfmiddlewaretoken]").evaluate("(field, value) => { field.value = value }", fresh)
    bind_known(second_tab)

    second_tab.get_by_text("绑定已失效，请重新用 QQ 登录").wait_for()
    assert not QQAccount.objects.exists()


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice", mobile=MOBILE)
    client.force_login(user)
    return {"sessionid": client.cookies["sessionid"].value}


def test_signed_in_person_binds_and_unbinds(browser_page, alice):
    choose(browser_page, alice)
    browser_page.goto("/qq/")
    browser_page.get_by_label("登录密码").fill(PASSWORD)
    browser_page.get_by_role("button", name="绑定 QQ").click()
    agree(browser_page)  # the page went on to QQ by itself
    browser_page.get_by_text("QQ 已绑定，以后可以用它登录。").wait_for()
    assert QQAccount.objects.get().user.username == "alice"

    browser_page.get_by_label("登录密码").fill(PASSWORD)
    browser_page.get_by_role("button", name="解除绑定").click()
    browser_page.get_by_text("QQ 已解除绑定，不能再用它登录。").wait_for()

    assert not QQAccount.objects.exists()


@pytest.mark.parametrize("starts_signed_in", [True, False])
def test_policy_for_forms_lets_people_go_to_another_host(browser_page, settings, live_server, alice, starts_signed_in):
    """`form-action 'self'` holds for what a form redirects to as well: nobody may leave for QQ by a form."""
    context = browser_page.context.browser.new_context(base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    with HttpServer("this is QQ") as other_host:
        settings.QQ_PAGE_BASE_URL = other_host.url
        if starts_signed_in:
            choose(page, alice)
            page.goto("/qq/")
            page.get_by_label("登录密码").fill(PASSWORD)
            page.get_by_role("button", name="绑定 QQ").click()
        else:
            page.goto("/login/")
            page.get_by_role("link", name="用 QQ 登录").click()

        page.get_by_text("this is QQ").wait_for()
        context.close()


@pytest.mark.axe
@pytest.mark.parametrize("look", ["phone", "dark desk"])
def test_pages_on_the_way_have_no_axe_violation(browser_page, look):
    browser_page.set_viewport_size({"width": 390 if look == "phone" else 1440, "height": 900})
    choose(browser_page, {} if look == "phone" else {"theme": "dark"})
    given_code(Purpose.BIND, MOBILE)
    leave_for_qq(browser_page)
    found = complaints(browser_page, browser_page.url)
    agree(browser_page)
    found += complaints(browser_page, "/qq/binding/")
    prove_mobile(browser_page)
    found += complaints(browser_page, "/qq/binding/")
    UserFactory(mobile=MOBILE)

    found += complaints(browser_page, "/qq/binding/")

    assert found == []
