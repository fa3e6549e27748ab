import pytest
from django.urls import reverse

from users.models import User
from verifications import store as codes
from verifications.purposes import Purpose
from verifications.tests.factories import drawn_captcha, given_code

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
MOBILE = "13900000001"


def filled(**changed):
    form = {
        "username": "newcomer",
        "password": PASSWORD,
        "password_again": PASSWORD,
        "mobile": MOBILE,
        "captcha_id": drawn_captcha(),
        "captcha": "K7PD",
        "sms_code": "123456",
        "terms": "on",
    } | changed
    return {name: value for name, value in form.items() if value is not None}


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_registering_signs_in_and_goes_home(client):
    given_code(Purpose.REGISTER, MOBILE)

    response = client.post("/register/", filled())

    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in_as(client) == str(User.objects.get(username="newcomer").pk)


def test_registering_goes_on_to_the_page_that_asked(client):
    given_code(Purpose.REGISTER, MOBILE)

    response = client.post("/register/", filled(next="/info/"))

    assert response["Location"] == "/info/"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"username": "four"}, "username", "用户名为 5–20 个字母、数字、下划线或短横线"),
        ({"username": MOBILE}, "username", "用户名不能是手机号的样子"),
        ({"username": "TAKEN"}, "username", "这个用户名已被使用，请换一个"),
        ({"username": "nul\0nul"}, "username", "用户名为 5–20 个字母、数字、下划线或短横线"),
        ({"password_again": "another one"}, "password_again", "两次输入的密码不一致"),
        ({"mobile": "12345678901"}, "mobile", "请输入 11 位中国大陆手机号"),
        ({"sms_code": "12345"}, "sms_code", "短信验证码是 6 位数字"),
        ({"sms_code": "１２３４５６"}, "sms_code", "短信验证码是 6 位数字"),
        ({"sms_code": "654321"}, "sms_code", "短信验证码不对，请核对后再输入"),
        ({"sms_code": None}, "sms_code", "请输入短信验证码"),
        ({"username": None}, "username", "请输入用户名"),
        ({"password": None}, "password", "请输入密码"),
        ({"password_again": None}, "password_again", "请再输入一次密码"),
        ({"mobile": None}, "mobile", "请输入手机号"),
        ({"terms": None}, "terms", "请先同意服务条款与隐私政策"),
    ],
)
def test_registering_with_bad_input_says_what_is_wrong_and_makes_nobody(client, changed, field, sentence):
    UserFactory(username="taken")
    given_code(Purpose.REGISTER, MOBILE)

    response = client.post("/register/", filled(**changed))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert f'id="id_{field}"' in response.content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["12345678", "short", "password", "newcomer1"])
def test_registering_with_a_weak_password_is_refused(client, password):
    given_code(Purpose.REGISTER, MOBILE)

    response = client.post("/register/", filled(password=password, password_again=password))

    assert response.status_code == 422
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["密码是一句很长的话", "  spaces kept  ", "<script>\"'&;--", "x7" * 64])
def test_password_may_hold_any_character(client, password):
    given_code(Purpose.REGISTER, MOBILE)

    client.post("/register/", filled(password=password, password_again=password))

    assert User.objects.get().check_password(password)


def test_wrong_field_of_the_form_leaves_the_code_unused(client):
    given_code(Purpose.REGISTER, MOBILE)
    client.post("/register/", filled(password_again="another one"))

    client.post("/register/", filled())

    assert User.objects.filter(username="newcomer").exists()


def test_asking_for_a_code_keeps_what_was_typed_but_no_password(client):
    response = client.post("/register/", filled(send_code="1", sms_code="", username="kept-name"))

    page = response.content.decode()
    assert response.status_code == 200
    assert "kept-name" in page
    assert MOBILE in page
    assert PASSWORD not in page


def test_asking_for_a_code_by_htmx_answers_with_the_fragment_only(client):
    response = client.post("/register/", filled(send_code="1"), headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert 'id="sms-code"' in response.content.decode()
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"captcha": ""}, "请输入图形验证码"),
        ({"captcha": "XXXX"}, "图形验证码不对或已过期，请输入新图片里的字符"),
        ({"captcha_id": "forged"}, "图形验证码不对或已过期，请输入新图片里的字符"),
        ({"captcha_id": "x" * 201}, "图形验证码不对或已过期，请输入新图片里的字符"),
        ({"captcha_id": "\0"}, "图形验证码不对或已过期，请输入新图片里的字符"),
        ({"mobile": "1234"}, "请输入 11 位中国大陆手机号"),
    ],
)
def test_asking_for_a_code_badly_says_why(client, changed, sentence):
    response = client.post("/register/", filled(send_code="1", **changed))

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_asking_for_a_code_twice_says_how_long_to_wait(client):
    client.post("/register/", filled(send_code="1"))

    response = client.post("/register/", filled(send_code="1"))

    assert response.status_code == 429
    assert "秒后再获取" in response.content.decode()


def test_answer_to_a_code_request_is_the_same_for_known_and_unknown_mobiles(client):
    UserFactory(mobile="13900000002")

    pages = [client.post("/login/?method=code", filled(send_code="1", method="code", mobile=mobile)) for mobile in
             ("13900000002", "13900000003")]  # fmt: skip

    assert [page.status_code for page in pages] == [200, 200]
    assert len(pages[0].content) == pytest.approx(len(pages[1].content), abs=20)  # the captcha id differs


def test_new_captcha_without_javascript_keeps_the_form_and_shows_no_errors(client):
    response = client.post("/register/", filled(new_captcha="1", username="kept-name", mobile="12"))

    assert response.status_code == 200
    assert "kept-name" in response.content.decode()
    assert "请输入 11 位中国大陆手机号" not in response.content.decode()


@pytest.mark.parametrize("login", ["Alice", "alice", MOBILE])
def test_signing_in_by_password(client, login):
    user = UserFactory(username="Alice", mobile=MOBILE)

    response = client.post("/login/", {"login": login, "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in_as(client) == str(user.pk)


def test_session_ends_with_the_browser_unless_remembered(client):
    UserFactory(username="Alice")

    client.post("/login/", {"login": "Alice", "password": PASSWORD})

    assert client.cookies["sessionid"]["max-age"] == ""


def test_remembered_session_lasts_14_days(client):
    UserFactory(username="Alice")

    client.post("/login/", {"login": "Alice", "password": PASSWORD, "remember": "on"})

    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600


def test_wrong_password_and_unknown_account_read_the_same(client):
    UserFactory(username="Alice")

    known = client.post("/login/", {"login": "Alice", "password": "wrong password"})
    unknown = client.post("/login/", {"login": "Nobody", "password": "wrong password"})

    assert known.status_code == unknown.status_code == 422
    assert "账号或密码不对，请重新输入" in known.content.decode()
    assert "账号或密码不对，请重新输入" in unknown.content.decode()


def test_locked_account_says_how_long_and_offers_the_code(client):
    UserFactory(username="Alice")
    for _ in range(5):
        client.post("/login/", {"login": "Alice", "password": "wrong password"})

    response = client.post("/login/", {"login": "Alice", "password": PASSWORD})

    assert response.status_code == 429
    assert "请 15 分钟后再试，或用短信验证码登录" in response.content.decode()
    assert signed_in_as(client) is None


def test_signing_in_by_code(client):
    user = UserFactory(mobile=MOBILE)
    given_code(Purpose.LOGIN, MOBILE)

    response = client.post("/login/", {"method": "code", "mobile": MOBILE, "sms_code": "123456", "next": "/info/"})

    assert (response.status_code, response["Location"]) == (302, "/info/")
    assert signed_in_as(client) == str(user.pk)


@pytest.mark.parametrize(
    ("people", "sentence"),
    [([], "这个手机号还没有注册，请先注册"), ([{"is_active": False}], "这个账号已停用，请联系客服")],
)
def test_signing_in_by_code_needs_an_active_account(client, people, sentence):
    for person in people:
        UserFactory(mobile=MOBILE, **person)
    given_code(Purpose.LOGIN, MOBILE)

    response = client.post("/login/", {"method": "code", "mobile": MOBILE, "sms_code": "123456"})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert signed_in_as(client) is None


def test_signing_out_is_by_post_and_ends_the_session(client):
    client.force_login(UserFactory())
    assert client.get("/logout/").status_code == 405
    assert signed_in_as(client)

    response = client.post("/logout/")

    assert response["Location"] == "/"
    assert signed_in_as(client) is None


def test_signed_in_visitor_does_not_see_the_forms_again(client):
    client.force_login(UserFactory())

    assert client.get("/login/?next=/info/")["Location"] == "/info/"
    assert client.get("/register/")["Location"] == "/"


def test_account_page_shows_name_and_masked_mobile(client):
    client.force_login(UserFactory(username="Alice", mobile="13912345678"))

    page = client.get("/info/").content.decode()

    assert "Alice" in page
    assert "139****5678" in page
    assert "13912345678" not in page


def test_account_page_sends_strangers_to_sign_in_and_back(client):
    assert client.get("/info/")["Location"] == "/login/?next=/info/"


@pytest.mark.parametrize(
    ("address", "count"),
    [("/usernames/ALICE/count/", 1), ("/usernames/somebody/count/", 0), ("/mobiles/13900000001/count/", 1),
     ("/mobiles/13900000009/count/", 0)],
)  # fmt: skip
def test_live_hint_counts(client, address, count):
    UserFactory(username="Alice", mobile="13900000001")

    assert client.get(address).json() == {"count": count}


def test_live_hints_are_limited_per_address(client):
    for _ in range(60):
        assert client.get("/mobiles/13900000001/count/").status_code == 200

    response = client.get("/usernames/alice/count/")

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60


@pytest.mark.parametrize("name", ["four", "a" * 21, "alice%00smith", "爱丽丝爱丽丝", "alice/../bob"])
def test_live_hint_for_an_impossible_name_is_not_found(client, name):
    assert client.get(f"/usernames/{name}/count/").status_code == 404


@pytest.mark.parametrize(
    ("name", "queries", "signed_in"),
    [("users:register", 0, False), ("users:login", 0, False), ("accounts:home", 7, True)],
)
def test_page_costs_queries(client, django_assert_num_queries, name, queries, signed_in):
    if signed_in:
        client.force_login(UserFactory())
    client.get(reverse(name))

    with django_assert_num_queries(queries):
        assert client.get(reverse(name)).status_code == 200


def test_sign_in_costs_three_queries(client, django_assert_num_queries):
    UserFactory(username="Alice")

    with django_assert_num_queries(3):  # the user, the time of the sign-in, its row
        client.post("/login/", {"login": "Alice", "password": PASSWORD})


def test_captcha_picture_and_recording_are_served_and_never_cached(client):
    captcha_id = drawn_captcha()

    picture, recording = client.get(f"/captcha/{captcha_id}.png"), client.get(f"/captcha/{captcha_id}.wav")

    assert (picture["Content-Type"], recording["Content-Type"]) == ("image/png", "audio/wav")
    assert "no-store" in picture["Cache-Control"]
    assert client.get("/captcha/forged.png").status_code == 404


def test_captcha_beyond_the_limit_answers_429(client):
    captcha_id = drawn_captcha()
    for _ in range(codes.RECORDINGS.limit):
        codes.captcha_to_speak(captcha_id, "K7PD", address="127.0.0.1")

    assert client.get(f"/captcha/{captcha_id}.wav").status_code == 429


def test_names_cannot_be_listed_by_way_of_the_registration_form(client):
    UserFactory(username="taken")
    answers = [client.post("/register/", filled(username="taken", sms_code="")).status_code for _ in range(62)]

    assert answers == [422] * 60 + [429] * 2


@pytest.mark.parametrize("target", ["/info/" + "x" * 3000, "/\0"])
def test_unusable_next_keeps_nobody_out(client, target):
    UserFactory(username="Alice")

    response = client.post("/login/", {"login": "Alice", "password": PASSWORD, "next": target})

    assert (response.status_code, response["Location"]) == (302, "/")
