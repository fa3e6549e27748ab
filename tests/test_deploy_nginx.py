"""nginx with our configuration, before the mall as production starts it."""

import base64
import gzip
import hashlib
import json
import re
import socket
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
import requests
from django.contrib.staticfiles.finders import get_finders
from whitenoise.compress import Compressor

from bench.serving import production_settings
from tests.deployed import DEPLOY, ROOT, Door, needs, running_web

pytestmark = [pytest.mark.slow, pytest.mark.once]
CSS = "body { margin: 0 } /* " + "plain " * 200 + "*/"
FILE_ID = "group1/M00/00/1F/oYYBAGsEcI2AYUn1AAST4DDXb6k679.jpg"


class _Storage(BaseHTTPRequestHandler):
    """Stands where the nginx of a storage does; says what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        body = b"\xff\xd8 a picture"
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def storage():
    _Storage.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Storage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def door(tmp_path_factory, storage):
    """nginx, the mall under the settings of production, three shoppers and sixty goods."""
    from tests import surroundings

    folder = tmp_path_factory.mktemp("door")
    environment = production_settings(folder, surroundings.redis_server.url)
    subprocess.run(
        [sys.executable, "-m", "tests.filling"],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.test"},
        check=True,
    )
    _collect_static(folder)
    with running_web(folder, environment) as web, Door(folder, web=web, storages=storage.server_port) as door:
        yield door


def _collect_static(folder):
    """One style sheet as collectstatic leaves it, and its list, with names as they are: all of it takes ten seconds."""
    files = folder / "staticfiles"
    files.mkdir()
    (folder / "static").symlink_to(files)
    (files / "base.0123456789ab.css").write_text(CSS)
    assert len(list(Compressor(quiet=True).compress(str(files / "base.0123456789ab.css")))) == 2
    names = {name: name for finder in get_finders() for name, _storage in finder.list([])}
    (files / "staticfiles.json").write_text(json.dumps({"version": "1.1", "hash": "", "paths": names}))


def test_page_comes_over_https_with_every_guard(door):
    answer = door.ask("/login/")

    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'self';")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert [(cookie.secure, cookie.get_nonstandard_attr("SameSite")) for cookie in answer.cookies] == [(True, "Lax")]


@pytest.mark.parametrize(("accepted", "unpack"), [("br, gzip", brotli.decompress), ("gzip", gzip.decompress)])
def test_static_files_come_as_small_as_the_browser_takes_them_and_for_a_year(door, accepted, unpack):
    answer = door.ask("/static/base.0123456789ab.css", headers={"Accept-Encoding": accepted}, stream=True)

    assert answer.headers["Content-Encoding"] == accepted.partition(",")[0]
    assert unpack(answer.raw.read()).decode() == CSS
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000;")


def test_pictures_on_disk_are_shown_and_never_run(door):
    (door.folder / "media").mkdir(exist_ok=True)
    (door.folder / "media" / "evil.html").write_text("<script>alert(1)</script>")

    answer = door.ask("/media/evil.html")

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_pictures_of_fastdfs_come_from_a_storage_once(door, storage):
    answers = [door.ask(f"/media/{FILE_ID}") for _time in range(3)]

    assert [answer.content for answer in answers] == [b"\xff\xd8 a picture"] * 3
    assert _Storage.asked.count(f"/{FILE_ID}") == 1
    assert answers[0].headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answers[0].headers["Cache-Control"] == "public, max-age=2592000, immutable"


def test_links_that_are_good_for_minutes_are_shown_to_the_storage_each_time(door, storage):
    path = f"/{FILE_ID.replace('1F', '2A')}?token={'a' * 32}&ts=1700000000"

    for _time in range(2):
        door.ask(f"/media{path}")

    assert _Storage.asked.count(path) == 2


def test_health_and_metrics_are_closed_to_the_outside(door):
    paths = ("/metrics", "/metrics/", "/healthz", "/healthz/live", "/healthz/ready", "/en/metrics", "/en/healthz/live")
    disguised = ("//metrics", "/%6detrics", "/x/../metrics", "/en//healthz")

    assert [door.ask(path).status_code for path in paths + disguised] == [404] * 11


def test_words_of_today_are_spoken(door):
    protocols = []
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.create_default_context(cafile=str(door.certificate))
        context.minimum_version = context.maximum_version = version
        context.set_alpn_protocols(["h2", "http/1.1"])
        plain = socket.create_connection(("127.0.0.1", door.port))
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as secure:
            protocols.append((secure.version(), secure.selected_alpn_protocol()))

    assert protocols == [("TLSv1.2", "h2"), ("TLSv1.3", "h2")]


@pytest.mark.parametrize("options", [["-tls1_1"], ["-tls1_2", "-cipher", "AES128-SHA@SECLEVEL=0"]])
def test_words_of_yesterday_are_refused(door, options):
    line = [needs("openssl"), "s_client", "-connect", f"127.0.0.1:{door.port}", *options]

    done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10)

    assert done.returncode != 0
    assert "Cipher is (NONE)" in done.stdout


def test_plain_http_leads_to_https(door):
    answer = requests.get(f"http://127.0.0.1:{door.plain_port}/list/1/1/?sort=new", allow_redirects=False, timeout=5)

    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://127.0.0.1/list/1/1/?sort=new"


def test_pages_of_nginx_may_use_their_own_style_only():
    policy = re.findall(r"style-src '(sha256-[^']+)'", (DEPLOY / "nginx" / "mall.conf").read_text())
    styles = [re.findall("<style>(.*)</style>", page.read_text()) for page in (DEPLOY / "nginx" / "pages").iterdir()]

    digests = {f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}" for [style] in styles}
    assert list(digests) == policy
