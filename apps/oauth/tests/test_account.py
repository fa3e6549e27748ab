import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from oauth.models import QQAccount
from oauth.queries import qq_account_of
from users.models import SignIn
from users.tests.factories import PASSWORD, UserFactory

from .arriving import OPENID, arrive, bind_to_own_account, set_out
from .factories import QQAccountFactory

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    return response.content.decode()


def test_signed_in_person_binds_their_qq(settings):
    user = UserFactory()
    client = signed_in(user)

    response = bind_to_own_account(client, settings)

    assert (response.status_code, response["Location"]) == (302, "/qq/")
    assert qq_account_of(user).openid == OPENID
    assert "QQ 已绑定，以后可以用它登录。" in text_of(client.get("/qq/"))


def test_bound_qq_then_signs_that_person_in(client, settings):
    user = UserFactory()
    bind_to_own_account(signed_in(user), settings)

    arrive(client, settings)

    assert client.session["_auth_user_id"] == str(user.pk)


def test_proven_password_opens_the_way_to_qq_by_a_link_and_by_itself():
    client = signed_in(UserFactory())
    client.post("/qq/bind/", {"present_password": PASSWORD})

    response = client.get("/qq/")

    assert response["Refresh"] == "0; url=/qq/login/"
    assert 'href="/qq/login/"' in text_of(response)
    assert "Refresh" not in client.get("/info/")


def test_refusing_at_qq_leads_back_to_the_account():
    client = signed_in(UserFactory())
    client.post("/qq/bind/", {"present_password": PASSWORD})

    response = client.get("/oauth_callback/", {"usercancel": "1", "state": set_out(client)})

    assert response["Location"] == "/qq/"


def test_qq_of_somebody_else_is_refused_when_a_signed_in_person_binds_it(settings):
    QQAccountFactory(openid=OPENID)
    client = signed_in(UserFactory())

    bind_to_own_account(client, settings)

    assert "这个 QQ 已绑定另一个美多账号" in text_of(client.get("/qq/"))
    assert QQAccount.objects.count() == 1


def test_person_with_a_qq_does_not_bind_a_second_one():
    account = QQAccountFactory()

    response = signed_in(account.user).post("/qq/bind/", {"present_password": PASSWORD})

    assert response.status_code == 422
    assert "这个美多账号已绑定另一个 QQ" in text_of(response)


@pytest.mark.parametrize(("sent", "sentence"), [("wrong password", "密码不对，请重新输入"), ("", "请输入密码")])
@pytest.mark.parametrize("path", ["/qq/bind/", "/qq/unbind/"])
def test_binding_and_unbinding_need_the_password(path, sent, sentence):
    user = UserFactory()
    if path == "/qq/unbind/":
        QQAccountFactory(user=user)

    response = signed_in(user).post(path, {"present_password": sent})

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert QQAccount.objects.of(user).exists() == (path == "/qq/unbind/")


def test_unbinding_takes_qq_as_a_way_in_away(settings, client):
    account = QQAccountFactory(openid=OPENID)

    response = signed_in(account.user).post("/qq/unbind/", {"present_password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/qq/")
    assert not QQAccount.objects.exists()
    assert arrive(client, settings)["Location"] == "/qq/binding/"


def test_unbinding_ends_what_qq_opened_elsewhere_and_nothing_else(settings, django_capture_on_commit_callbacks):
    account = QQAccountFactory(openid=OPENID)
    by_qq, by_password = Client(), Client()
    arrive(by_qq, settings)
    by_password.post("/login/", {"login": account.user.username, "password": PASSWORD})

    with django_capture_on_commit_callbacks(execute=True):
        by_password.post("/qq/unbind/", {"present_password": PASSWORD})

    assert [sign_in.method for sign_in in SignIn.objects.of(account.user).open()] == ["password"]
    assert (by_qq.get("/info/").status_code, by_password.get("/info/").status_code) == (302, 200)


def test_unbinding_from_a_session_that_qq_opened_keeps_that_session(
    client, settings, django_capture_on_commit_callbacks
):
    QQAccountFactory(openid=OPENID)
    arrive(client, settings)

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/qq/unbind/", {"present_password": PASSWORD})

    assert client.get("/info/").status_code == 200


def test_unbinding_nothing_is_refused():
    response = signed_in(UserFactory()).post("/qq/unbind/", {"present_password": PASSWORD})

    assert response.status_code == 422
    assert "这个账号没有绑定 QQ" in text_of(response)


@pytest.mark.parametrize("path", ["/qq/bind/", "/qq/unbind/"])
def test_account_without_a_password_keeps_its_last_way_in(path):
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    if path == "/qq/unbind/":
        QQAccountFactory(user=user)

    response = signed_in(user).post(path, {"present_password": PASSWORD})

    assert response.status_code == 422
    assert "这个账号还没有密码" in text_of(response)
    assert QQAccount.objects.of(user).exists() == (path == "/qq/unbind/")


def test_unbinding_touches_nobody_else():
    other = QQAccountFactory()

    signed_in(QQAccountFactory().user).post("/qq/unbind/", {"present_password": PASSWORD})

    assert list(QQAccount.objects.all()) == [other]


def test_page_never_shows_the_openid():
    account = QQAccountFactory()

    page = text_of(signed_in(account.user).get("/qq/"))

    assert ("已绑定" in page, account.openid in page) == (True, False)


@pytest.mark.parametrize("has_account", [True, False])
def test_page_costs_two_queries(django_assert_num_queries, has_account):
    client = signed_in(QQAccountFactory().user if has_account else UserFactory())

    with django_assert_num_queries(2):  # the person, the QQ account
        client.get("/qq/")


def staff(*permissions):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return signed_in(user)


def test_admin_shows_bindings_without_the_openid():
    account = QQAccountFactory(openid=OPENID)
    client = staff("view_qqaccount")

    pages = [text_of(client.get(f"/admin/oauth/qqaccount/{part}")) for part in ("", f"{account.pk}/change/")]

    assert [("0123…CDEF" in page, OPENID in page) for page in pages] == [(True, False), (True, False)]


def test_admin_finds_no_binding_by_parts_of_an_openid():
    QQAccountFactory(openid=OPENID)

    response = staff("view_qqaccount").get("/admin/oauth/qqaccount/?openid__startswith=0")

    assert response.status_code in (302, 400)


def test_admin_makes_and_changes_no_binding():
    account = QQAccountFactory()
    client = signed_in(UserFactory(is_staff=True, is_superuser=True))

    added = client.post("/admin/oauth/qqaccount/add/", {"user": account.user.pk, "openid": OPENID})
    changed = client.post(f"/admin/oauth/qqaccount/{account.pk}/change/", {"openid": OPENID})

    assert (added.status_code, changed.status_code) == (403, 403)


def unbind_in_admin(client, account):
    client.post(f"/admin/oauth/qqaccount/{account.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"}
    client.post("/admin/oauth/qqaccount/", chosen)
    return not QQAccount.objects.filter(pk=account.pk).exists()


def test_admin_unbinds_a_shopper():
    assert unbind_in_admin(staff("view_qqaccount", "delete_qqaccount"), QQAccountFactory())


def test_admin_who_may_only_look_unbinds_nobody():
    assert not unbind_in_admin(staff("view_qqaccount"), QQAccountFactory())


def test_admin_does_not_unbind_staff_nor_the_last_way_in():
    client = staff("view_qqaccount", "delete_qqaccount")
    nobody = QQAccountFactory()
    nobody.user.set_unusable_password()
    nobody.user.save()

    assert not unbind_in_admin(client, QQAccountFactory(user__is_staff=True))
    assert not unbind_in_admin(client, nobody)
