import pytest
from django.test import RequestFactory

from oauth import store
from oauth.models import QQAccount
from oauth.services import binding
from oauth.services.binding import Binding, BindingOver, HasAnotherQQ, QQTaken, bind, bind_new_person
from tests.racing import at_once, count_of
from users import store as counters
from users.models import SignIn, User
from users.services.registering import MobileTaken
from users.tests.factories import PASSWORD, UserFactory
from verifications.purposes import Purpose
from verifications.tests.factories import drawn_captcha, given_code

from .arriving import MOBILE, OPENID, arrive, at_first_step, at_second_step, finish, signed_in_as
from .factories import QQAccountFactory

pytestmark = pytest.mark.django_db


def proven(openid=OPENID, *, number=0):
    """A binding whose mobile is proven, as the last step opens it."""
    pending = store.Pending(browser="b", next_page="", mobile=MOBILE)
    store.keep_binding(f"binding-{number}", pending)
    return Binding(openid=openid, id=f"binding-{number}", pending=pending)


def test_new_person_gets_an_account_and_is_signed_in(client, settings):
    token = at_second_step(client, settings, next_page="/info/")

    response = finish(client, token)

    assert (response.status_code, response["Location"]) == (302, "/info/")
    user = User.objects.get(mobile=MOBILE)
    assert user.check_password(PASSWORD)
    assert (QQAccount.objects.get().user, QQAccount.objects.get().openid) == (user, OPENID)
    assert signed_in_as(client) == str(user.pk)
    assert [sign_in.method for sign_in in SignIn.objects.of(user)] == ["qq"]


def test_made_user_name_is_one_that_the_rules_allow(client, settings):
    finish(client, at_second_step(client, settings))

    User.objects.get().full_clean()


def test_known_person_is_bound_and_signed_in(client, settings):
    user = UserFactory(mobile=MOBILE)
    token = at_second_step(client, settings)

    response = finish(client, token)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert (QQAccount.objects.get().user, User.objects.count()) == (user, 1)
    assert signed_in_as(client) == str(user.pk)


def test_bound_qq_signs_in_from_then_on(client, settings):
    finish(client, at_second_step(client, settings))
    client.post("/logout/")

    assert arrive(client, settings)["Location"] == "/"
    assert signed_in_as(client) == str(User.objects.get().pk)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"password": "password1"}, "这个密码太常见了"),
        ({"password": "12345678901"}, "密码只包含数字"),
        ({"password_again": "another one"}, "两次输入的密码不一致"),
        ({"password": ""}, "请输入密码"),
        ({"terms": ""}, "请先同意服务条款与隐私政策"),
    ],
)
def test_new_person_with_bad_input_reads_what_is_wrong_and_may_go_on(client, settings, changed, sentence):
    token = at_second_step(client, settings)

    response = finish(client, token, **changed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not User.objects.exists()
    assert finish(client, token).status_code == 302


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"sms_code": "654321"}, "短信验证码不对，请核对后再输入"),
        ({"sms_code": ""}, "请输入短信验证码"),
        ({"mobile": "12345678901"}, "请输入 11 位中国大陆手机号"),
    ],
)
def test_mobile_that_is_not_proven_goes_no_further(client, settings, form, sentence):
    token = at_first_step(client, settings)
    given_code(Purpose.BIND, MOBILE)

    response = client.post("/qq/binding/", {"token": token, "mobile": MOBILE, "sms_code": "123456", **form})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "第 1 步" in client.get("/qq/binding/").content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_code_is_sent_for_binding_with_and_without_htmx(client, settings, htmx):
    token = at_first_step(client, settings)
    form = {"send_code": "1", "token": token, "mobile": MOBILE, "captcha_id": drawn_captcha(), "captcha": "K7PD"}

    response = client.post("/qq/binding/", form, headers={"HX-Request": "true"} if htmx else {})

    page = response.content.decode()
    assert response.status_code == 200
    assert f"验证码已发送到 {MOBILE}" in page
    assert ("<h1>" in page, token in page) == (not htmx, not htmx)


def test_code_is_not_sent_for_a_forged_token(client, settings):
    at_first_step(client, settings)
    form = {"send_code": "1", "token": "forged", "mobile": MOBILE, "captcha_id": drawn_captcha(), "captcha": "K7PD"}

    assert client.post("/qq/binding/", form).status_code == 400


def test_another_mobile_may_be_chosen(client, settings):
    token = at_second_step(client, settings)

    response = client.post("/qq/binding/", {"token": token, "another_mobile": "1"})

    assert (response.status_code, response["Location"]) == (302, "/qq/binding/")
    assert "第 1 步" in client.get("/qq/binding/").content.decode()
    assert finish(client, token).status_code == 422


def test_binding_pages_cost_no_query_and_one(client, settings, django_assert_num_queries):
    at_first_step(client, settings)
    with django_assert_num_queries(0):
        client.get("/qq/binding/")
    client.post("/logout/")
    at_second_step(client, settings)

    with django_assert_num_queries(1):  # who has the proven mobile
        client.get("/qq/binding/")


def test_second_step_masks_the_mobile(client, settings):
    at_second_step(client, settings)

    page = client.get("/qq/binding/").content.decode()

    assert ("139****0001" in page, MOBILE in page) == (True, False)


def test_binding_page_of_somebody_who_was_not_at_qq_says_how_to_begin(client):
    response = client.get("/qq/binding/")

    assert response.status_code == 400
    assert "绑定已失效，请重新用 QQ 登录" in response.content.decode()


def test_person_with_another_qq_is_refused(client, settings):
    account = QQAccountFactory(user=UserFactory(mobile=MOBILE))

    response = finish(client, at_second_step(client, settings))

    assert response.status_code == 422
    assert "这个美多账号已绑定另一个 QQ" in response.content.decode()
    assert signed_in_as(client) is None
    assert list(QQAccount.objects.all()) == [account]


def test_qq_that_somebody_bound_meanwhile_is_refused(client, settings):
    UserFactory(mobile=MOBILE)
    token = at_second_step(client, settings)
    account = QQAccountFactory(openid=OPENID)

    response = finish(client, token)

    assert response.status_code == 422
    assert "这个 QQ 已绑定另一个美多账号" in response.content.decode()
    assert list(QQAccount.objects.all()) == [account]


def test_new_accounts_are_limited_per_address_together_with_registrations(client, settings):
    token = at_second_step(client, settings)
    for _ in range(counters.REGISTER.limit):
        counters.count_registration("127.0.0.1")

    response = finish(client, token)

    assert (response.status_code, User.objects.exists()) == (429, False)


def test_binding_again_what_is_bound_changes_nothing():
    account = QQAccountFactory()

    bind(user=account.user, openid=account.openid)

    assert list(QQAccount.objects.all()) == [account]


def test_name_that_somebody_has_is_drawn_again(monkeypatch):
    drawn = iter(["taken00000", "taken00000", "free000000"])
    monkeypatch.setattr(binding.secrets, "token_hex", lambda _bytes: next(drawn))
    UserFactory(username="Meiduo_Taken00000")

    user = bind_new_person(binding=proven(), password=PASSWORD, address="203.0.113.9")

    assert user.username == "meiduo_free000000"


def test_mobile_that_was_registered_meanwhile_makes_nobody():
    UserFactory(mobile=MOBILE)

    with pytest.raises(MobileTaken):
        bind_new_person(binding=proven(), password=PASSWORD, address="203.0.113.9")

    assert (User.objects.count(), QQAccount.objects.count()) == (1, 0)


def test_openid_that_was_bound_meanwhile_makes_nobody():
    QQAccountFactory(openid=OPENID)

    with pytest.raises(QQTaken):
        bind_new_person(binding=proven(), password=PASSWORD, address="203.0.113.9")

    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_race_of_one_qq_for_two_people_binds_one():
    people = [UserFactory(), UserFactory()]

    results = at_once(lambda i: bind(user=people[i], openid=OPENID), times=2)

    assert (count_of(results, QQTaken), results.count(None), QQAccount.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_race_of_two_qqs_for_one_person_binds_one():
    person = UserFactory()

    results = at_once(lambda i: bind(user=person, openid=f"{i:032X}"), times=4)

    assert (count_of(results, HasAnotherQQ), results.count(None), QQAccount.objects.count()) == (3, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_race_with_one_binding_token_makes_one_person():
    pending = proven()

    results = at_once(lambda _: bind_new_person(binding=pending, password=PASSWORD, address="203.0.113.9"), times=4)

    assert (count_of(results, BindingOver), count_of(results, User)) == (3, 1)
    assert (User.objects.count(), QQAccount.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_race_of_two_tokens_for_one_openid_and_mobile_makes_one_person():
    waiting = [proven(number=number) for number in range(4)]

    results = at_once(lambda i: bind_new_person(binding=waiting[i], password=PASSWORD, address="203.0.113.9"), times=4)

    assert (count_of(results, User), count_of(results, QQTaken) + count_of(results, MobileTaken)) == (1, 3)
    assert (User.objects.count(), QQAccount.objects.count()) == (1, 1)


def test_known_person_who_vanished_is_bound_to_nothing():
    with pytest.raises(BindingOver):
        binding.bind_known_person(RequestFactory().post("/"), binding=proven(), password=PASSWORD)
