"""Input that no browser of good will sends: a clear page, the right status, nothing half-written."""

import pytest
from django.test import Client, RequestFactory

from meiduo_mall.wsgi import application
from users.models import User
from users.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

FORMS = ("/register/", "/login/", "/login/?method=code", "/preferences/")


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", ["/register/", "/login/"])
def test_form_without_its_csrf_token_says_to_reload(path):
    response = Client(enforce_csrf_checks=True).post(path, {"login": "Alice", "password": "x"})

    assert response.status_code == 403
    assert "页面打开太久" in response.content.decode()


@pytest.mark.parametrize("path", FORMS)
def test_huge_body_is_refused_as_too_large(client, path):
    response = client.post(path, "a=" + "x" * (2 * 1024 * 1024), content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413
    assert "太大" in response.content.decode()


@pytest.mark.parametrize("path", FORMS)
def test_thousands_of_fields_are_refused(client, path):
    response = client.post(
        path, "&".join(f"a{i}=1" for i in range(5000)), content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code in (400, 413)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"username=%FF%FE&password=%C3%28", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00\x01", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"username=x", "application/x-www-form-urlencoded; charset=no-such-charset"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"no boundary at all", "multipart/form-data"),
        (b'{"username": ', "application/json"),
        (b"username=a%00b&mobile=%00&sms_code=%00&captcha_id=%00", "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("path", FORMS)
def test_broken_encoding_is_answered_and_writes_nothing(client, path, body, content_type):
    response = client.generic("POST", path, body, content_type=content_type)

    assert response.status_code in (302, 400, 422)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "path", ["/%FF", "/list/%00/1/", "/list/99999999999999999999/1/", "/captcha/%FF.png", "/%2e%2e/etc/passwd", "/a\\b"]
)
def test_broken_address_is_not_found(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    "cookies",
    [
        {"sessionid": "../../etc/passwd"},
        {"sessionid": "x" * 5000},
        {"csrftoken": "short"},
        {"theme": '"><script>alert(1)</script>', "size": "x" * 2000},
        {"django_language": "../../xx"},
        {"messages": "forged:value"},
    ],
)
def test_forged_cookies_are_ignored(client, cookies):
    client.cookies.load(cookies)

    response = client.get("/")

    assert response.status_code == 200
    assert "alert(1)" not in response.content.decode()


@pytest.mark.parametrize("charset", ["idna", "hex", "rot13", "undefined", "utf-16", "no-such"])
@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html"])
def test_odd_charset_is_taken_for_utf8(media, charset):
    environ = RequestFactory().generic("POST", "/preferences/?next=%ff", b"theme=dark").environ
    environ["CONTENT_TYPE"] = f"{media}; charset={charset}"
    statuses = []

    list(application(environ, lambda status, headers: statuses.append(status)))

    assert statuses in (["302 Found"], ["400 Bad Request"])  # a broken multipart body is a bad request in any charset


def test_wrong_method_gets_a_page_and_the_methods_that_work(client):
    response = client.get("/logout/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:notaport", "[::1", ""])
def test_foreign_host_header_is_refused(client, settings, host):
    settings.ALLOWED_HOSTS = ["testserver"]

    assert client.get("/login/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        " //evil.example",
        "http://testserver.evil.example/",
        "/\t/evil.example",
    ],
)
def test_open_redirect_on_next_is_closed(client, target):
    UserFactory(username="Alice")

    response = client.post("/login/", {"login": "Alice", "password": "correct horse battery", "next": target})

    assert response["Location"] == "/"
    assert client.get("/login/", {"next": target})["Location"] == "/"
    assert client.post("/preferences/", {"theme": "dark", "next": target})["Location"] == "/"


@pytest.mark.parametrize("address", ["not-an-address", "1.2.3.4, 5.6.7.8", "::ffff:10.0.0.1", "", "a" * 5000])
def test_forged_forwarded_address_does_not_fail(client, settings, address):
    settings.TRUSTED_PROXY_COUNT = 1

    assert client.get("/usernames/somebody/count/", headers={"X-Forwarded-For": address}).status_code == 200
