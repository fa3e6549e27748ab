"""The files of deploy/, read by the real servers that they are for."""

import os
import re
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from tests.servers import free_port, installed, wait_for_port
from utils.child_processes import start_child, stop_child
from utils.tokens import Tokens

DEPLOY = Path(__file__).parents[1] / "deploy"
pytestmark = [pytest.mark.slow, pytest.mark.once]


def _needs(program):
    path = installed(program)
    if path is None:
        pytest.skip(f"{program} is not installed (.ci/run installs it)")
    return str(path)


class _Web(BaseHTTPRequestHandler):
    """Stands where the web server of the mall does, and answers with the headers that it got."""

    def do_GET(self):
        body = "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """nginx with the configuration of deploy/, only its ports, folders and upstream changed; yields its folder."""
    program, folder, port = _needs("nginx"), tmp_path_factory.mktemp("nginx"), free_port()
    folder.chmod(0o755)
    web = ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    _make_certificate(folder)
    (folder / "static").mkdir()
    (folder / "static" / "base.0123456789ab.css").write_text("body { margin: 0 }")
    (folder / "nginx.conf").write_text(_wrapped(folder, port, web.server_port))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    server = start_child([*command, "-g", "daemon off;"])
    wait_for_port(port, server)
    yield folder, _opener(folder, port)
    stop_child(server, patience=10)
    web.shutdown()
    web.server_close()


def _wrapped(folder, port, upstream):
    text = re.sub(r"listen \[::\].*\n", "", (DEPLOY / "nginx" / "mall.conf").read_text())
    changes = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl;",
        "web:8000": f"127.0.0.1:{upstream}",
        "/etc/nginx/tls": str(folder),
        "/var/log/nginx": str(folder),
        "/srv/": f"{folder}/",
    }
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""
    return f"{user}pid {folder}/pid;\nevents {{}}\nhttp {{\n{temporary}{text}\n}}\n"


def _make_certificate(folder):
    line = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([_needs("openssl"), *line.split(), *files], check=True, capture_output=True)


def _opener(folder, port):
    def get(path, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.get(
            f"https://127.0.0.1:{port}{path}", headers=headers, timeout=5, verify=str(folder / "fullchain.pem")
        )

    return get


def test_nginx_tells_the_mall_who_asks_and_does_not_believe_the_visitor(nginx):
    _folder, get = nginx

    seen = get("/", X_Forwarded_For="6.6.6.6", X_Request_ID="mine", X_Forwarded_Proto="http").text

    assert "X-Forwarded-For: 6.6.6.6, 127.0.0.1\n" in seen
    assert "X-Forwarded-Proto: https\n" in seen
    assert re.findall(r"X-Request-ID: (.+)", seen) != ["mine"]
    assert re.fullmatch(r"[0-9a-f]{32}", re.findall(r"X-Request-ID: (.+)", seen)[0])


def test_nginx_logs_no_whole_mobile_number_and_no_query(nginx):
    folder, get = nginx

    get("/mobiles/13912345678/count/?token=secret")
    get("/mobiles/%31%33912345678/count/")

    assert _logged(folder, "mobiles", count=2) == ["GET /mobiles/139****5678/count/"] * 2


def test_nginx_logs_no_signed_token(nginx):
    folder, get = nginx
    token = Tokens(salt="any", seconds=60).make({"user": 1, "print": "x" * 32})

    get(f"/password/reset/{token}/")
    get(f"/info/data/{token}/?next=/")

    assert _logged(folder, "<token>", count=2) == ["GET /password/reset/<token>/", "GET /info/data/<token>/"]


def _logged(folder, word, *, count):
    """The lines of the access log with the word; nginx writes them after it has answered."""
    for _attempt in range(100):
        lines = [line.split('"')[1] for line in (folder / "access.log").read_text().splitlines() if word in line]
        if len(lines) >= count:
            break
        time.sleep(0.02)
    return lines


def test_nginx_serves_static_files_for_a_year(nginx):
    _folder, get = nginx

    answer = get("/static/base.0123456789ab.css")

    assert answer.text == "body { margin: 0 }"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_mariadb_understands_its_configuration():
    command = [_needs("mariadbd"), f"--defaults-file={DEPLOY}/mysql/mall.cnf", "--user=root", "--help", "--verbose"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    values = dict(line.split(None, 1) for line in done.stdout.splitlines() if len(line.split(None, 1)) == 2)
    assert values["transaction-isolation"] == "READ-COMMITTED"
    assert values["character-set-server"] == "utf8mb4"
    assert values["innodb-buffer-pool-size"] == str(1024**3)
    assert "unknown" not in done.stderr


@pytest.mark.parametrize(("name", "kept", "policy"), [("mall", "yes", "noeviction"), ("cache", "no", "allkeys-lru")])
def test_redis_understands_its_configuration(name, kept, policy, tmp_path):
    socket = tmp_path / "redis.sock"
    listening = ["--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path), "--logfile", str(tmp_path / "log")]
    server = start_child([_needs("redis-server"), f"{DEPLOY}/redis/{name}.conf", *listening])
    try:
        values = _redis_values(socket)
    finally:
        stop_child(server, patience=10)

    assert (values["appendonly"], values["maxmemory-policy"]) == (kept, policy)


def _redis_values(socket):
    from redis import Redis
    from redis.exceptions import ConnectionError as NotYet

    with Redis(unix_socket_path=str(socket)) as client:
        for _attempt in range(100):
            try:
                return client.config_get("*")
            except NotYet:
                time.sleep(0.05)
    raise AssertionError("redis-server does not start")
