"""What nginx tells the mall, and what it keeps from it: forged headers, floods, slow and heavy bodies."""

import re
import socket
import ssl
import time

import pytest

from tests.answering import HttpServer
from tests.deployed import Door
from tests.servers import free_port
from utils.tokens import Tokens

pytestmark = [pytest.mark.slow, pytest.mark.once]
PICTURE = "/media/group1/M00/00/1F/oYYBAGsEcI2AYUn1AAST4DDXb6k679.jpg"


@pytest.fixture(scope="module")
def mall():
    with HttpServer({}) as server:
        yield server


@pytest.fixture(scope="module")
def door(tmp_path_factory, mall):
    """nginx before a server that notes what it is asked."""
    with Door(tmp_path_factory.mktemp("limits"), web=mall.port, storages=mall.port) as door:
        yield door


def test_mall_hears_the_address_that_nginx_sees_and_no_other(door, mall):
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Real-IP": "6.6.6.6", "Forwarded": "for=6.6.6.6"}
    forged |= {"X-Forwarded-Host": "evil.example.com", "X-Forwarded-Proto": "http", "X-Request-ID": "mine"}

    door.ask("/", who="203.0.113.7", headers=forged)

    heard = {name.lower(): value for name, value in mall.received[-1].headers.items()}
    assert (heard["x-forwarded-for"], heard["x-forwarded-proto"]) == ("203.0.113.7", "https")
    assert {"x-real-ip", "forwarded", "x-forwarded-host"} & heard.keys() == set()
    assert re.fullmatch(r"[0-9a-f]{32}", heard["x-request-id"])


def test_storages_hear_nothing_of_who_looks_at_a_picture(door, mall):
    secrets = {"Cookie": "sessionid=secret", "Authorization": "Bearer secret", "X-Forwarded-For": "6.6.6.6"}

    door.ask(PICTURE, headers=secrets)

    assert mall.received[-1].path == PICTURE.removeprefix("/media")
    assert {name.lower() for name in mall.received[-1].headers} & {name.lower() for name in secrets} == set()


def test_flood_past_the_cache_of_pictures_is_refused(door):
    assert 429 in statuses(door, f"{PICTURE}?token=x", 400, who="198.51.100.78")
    assert statuses(door, PICTURE, 100, who="198.51.100.78") == [200] * 100


def test_style_of_the_next_release_comes_from_the_mall_while_nginx_has_not_got_it(door, mall):
    path = "/static/base.fedcba987654.css"

    answer = door.ask(path, who="203.0.113.8")

    assert (answer.status_code, mall.received[-1].path) == (200, path)
    assert mall.received[-1].headers["X-Forwarded-For"] == "203.0.113.8"
    assert 429 in statuses(door, path, 400, who="198.51.100.79")


def statuses(door, path, count, **options):
    return [door.ask(path, **options).status_code for _time in range(count)]


@pytest.mark.parametrize("path", ["/login/", "/register/", "/en/login/", "/password/reset/", "/info/mobile/"])
def test_flood_of_signing_in_reads_a_sentence(door, path):
    who = f"198.51.100.{sum(path.encode()) % 200}"

    answers = [door.ask(path, method="POST", who=who) for _time in range(40)]

    assert [answer.status_code for answer in answers[:21]] == [200] * 21
    refused = next(answer for answer in answers if answer.status_code != 200)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert "短时间内的请求太多了" in refused.content.decode()
    assert statuses(door, path, 1, who=who) == [200]  # looking at the form costs nothing
    assert statuses(door, path, 1, who="198.51.100.250", method="POST") == [200]


def test_flood_of_searches_is_refused_and_lists_go_on(door):
    answers = statuses(door, "/search/?q=x", 150, who="198.51.100.77")

    assert answers[:41] == [200] * 41
    assert 429 in answers
    assert statuses(door, "/list/1/1/", 1, who="198.51.100.77") == [200]


def test_subscriber_of_ipv6_is_one_visitor_whatever_the_address(door):
    first = [statuses(door, "/login/", 1, method="POST", who=f"2001:db8:0:1::{number:x}")[0] for number in range(1, 41)]
    neighbour = statuses(door, "/login/", 1, method="POST", who="2001:db8:0:2::1")

    assert 429 in first
    assert neighbour == [200]


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [
        ("/login/", 1.1, 413),
        ("/orders/20261123/lines/1/review/", 31, 200),
        ("/en/orders/20261123/lines/1/aftersales/new/", 31, 200),
        ("/admin/goods/sku/sheet/import/", 31, 200),
        ("/admin/goods/sku/add/", 33, 413),
    ],
)
def test_bodies_are_as_heavy_as_their_page_needs(door, path, megabytes, status):
    body = b"x" * int(megabytes * 1024 * 1024)

    answer = door.ask(path, method="POST", who="198.51.100.9", data=body)

    assert answer.status_code == status
    assert ("这些文件太大了" in answer.content.decode()) == (status == 413)


def test_mall_hears_of_a_slow_upload_when_it_is_whole(door, mall):
    before = len(mall.received)
    context = ssl.create_default_context(cafile=str(door.certificate))
    plain = socket.create_connection(("127.0.0.1", door.port))
    with context.wrap_socket(plain, server_hostname="127.0.0.1") as visitor:
        visitor.sendall(b"POST /slow/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nhalf-")
        time.sleep(0.3)
        meanwhile = len(mall.received)
        visitor.sendall(b"whole")
        answer = visitor.recv(100)

    assert (meanwhile, len(mall.received)) == (before, before + 1)
    assert answer.startswith(b"HTTP/1.1 200")
    assert mall.received[-1].body == b"half-whole"


def test_nginx_logs_no_whole_mobile_number_and_no_query(door):
    door.ask("/mobiles/13912345678/count/?token=secret")
    door.ask("/mobiles/%31%33912345678/count/")

    assert logged(door, "mobiles", count=2) == ["GET /mobiles/139****5678/count/"] * 2


def test_nginx_logs_no_signed_token(door):
    token = Tokens(salt="any", seconds=60).make({"user": 1, "print": "x" * 32})

    door.ask(f"/password/reset/{token}/")
    door.ask(f"/info/data/{token}/?next=/")

    assert logged(door, "<token>", count=2) == ["GET /password/reset/<token>/", "GET /info/data/<token>/"]


def logged(door, word, *, count):
    """The lines of the access log with the word; nginx writes them after it has answered."""
    for _attempt in range(100):
        lines = [line.split('"')[1] for line in (door.folder / "access.log").read_text().splitlines() if word in line]
        if len(lines) >= count:
            break
        time.sleep(0.02)
    return lines


def test_web_servers_that_are_away_leave_a_sentence(tmp_path):
    with Door(tmp_path, web=free_port(), storages=free_port()) as door:
        answer = door.ask("/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (502, "30")
    assert "通常半分钟内就会恢复" in answer.content.decode()
