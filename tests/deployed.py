"""What deploy/ and docker-compose.yml start, started here: on other ports, in other folders."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.images import stages
from tests.servers import free_port, installed, wait_for_port
from utils.child_processes import start_child, stop_child

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
#: A header by which the tests say whom nginx shall take them for.
WHO = "X-Test-Address"


def services() -> dict[str, Any]:
    """Every service of docker-compose.yml."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def line_of(service: str) -> list[str]:
    """What the service starts: its own command, or that of its image."""
    command = services()[service].get("command") or stages(DEPLOY / "Dockerfile")["mall"].last("CMD").words
    words = shlex.split(command) if isinstance(command, str) else command
    return [word.replace("$$", "$") for word in words]  # as compose does: one dollar is its own


def needs(program: str) -> str:
    path = installed(program)
    if path is None:
        pytest.skip(f"{program} is not installed (.ci/run installs it)")
    return str(path)


@contextmanager
def running_web(folder: Path, environment: dict[str, str]) -> Iterator[int]:
    """The line of the web service with one worker; yields its port."""
    port, line = free_port(), line_of("web")
    for option, value in {"--host": "127.0.0.1", "--port": str(port), "--workers": "1"}.items():
        line[line.index(option) + 1] = value
    with (folder / "web.log").open("wb") as output:
        server = start_child(
            [sys.executable, "-m", *line], output=output, environment=os.environ | environment, folder=ROOT
        )
    try:
        wait_for_port(port, server)
        yield port
    finally:
        stop_child(server, patience=20)


class Door:
    """nginx before web servers and storages, with the files of deploy/nginx."""

    def __init__(self, folder: Path, *, web: int, storages: int) -> None:
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        self.certificate = folder / "fullchain.pem"
        folder.chmod(0o755)
        (folder / "modules").symlink_to("/usr/lib/nginx/modules")
        make_certificate(folder)
        upstreams = (DEPLOY / "nginx" / "upstreams.conf").read_text()
        for name, port in {
            "web:8000": web,
            "web2:8000": web,
            "storage1:8888": storages,
            "storage2:8888": storages,
        }.items():
            upstreams = replaced(upstreams, {name: f"127.0.0.1:{port}"})
        (folder / "upstreams.conf").write_text(upstreams)
        (folder / "site.conf").write_text(self._site())
        (folder / "nginx.conf").write_text(self._main())
        self.session = self._session()
        self.command = [needs("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]

    def _session(self) -> requests.Session:
        """One connection for all, because each would cost a handshake; it keeps no cookies."""
        session = requests.Session()
        session.trust_env, session.verify = False, str(self.certificate)
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return session

    def _site(self) -> str:
        text = re.sub(r"\n    listen \[::\].*", "", (DEPLOY / "nginx" / "mall.conf").read_text())
        changes = {
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            "listen 127.0.0.1:8888;": f"listen 127.0.0.1:{free_port()};",
            "/etc/nginx/mall": str(self.folder),
            "/etc/nginx/tls": str(self.folder),
            "/var/log/nginx": str(self.folder),
            "/var/lib/nginx": str(self.folder),
            "/srv/mall/pages": str(DEPLOY / "nginx" / "pages"),
            "/srv/mall": str(self.folder),
            "/var/www/acme": str(self.folder),
        }
        return replaced(text, changes)

    def _main(self) -> str:
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"    {kind}_temp_path {self.folder}/{kind};\n" for kind in kinds)
        whom = f"    set_real_ip_from 127.0.0.1;\n    real_ip_header {WHO};\n"
        changes = {
            "/run/nginx.pid": f"{self.folder}/pid",
            "worker_processes auto": "worker_processes 1",
            "/etc/nginx/sites-enabled/*": f"{self.folder}/site.conf",
            "http {\n": f"http {{\n{temporary}{whom}",
        }
        user = "user root;\n" if os.geteuid() == 0 else ""
        return user + replaced((DEPLOY / "nginx" / "nginx.conf").read_text(), changes)

    def __enter__(self) -> "Door":
        subprocess.run([*self.command, "-t"], check=True)
        with (self.folder / "output").open("wb") as output:
            self.server = start_child(self.command, output=output)
        wait_for_port(self.port, self.server)
        return self

    def __exit__(self, *error: object) -> None:
        self.session.close()
        stop_child(self.server, patience=10)

    def ask(self, path: str, *, method: str = "GET", who: str = "127.0.0.1", **options: Any) -> requests.Response:
        """The answer as it is: no redirect is followed. `who` is the address that nginx sees."""
        headers = {WHO: who} | options.pop("headers", {})
        url = f"https://127.0.0.1:{self.port}{path}"
        return self.session.request(method, url, headers=headers, timeout=20, allow_redirects=False, **options)


def make_certificate(folder: Path) -> None:
    line = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([needs("openssl"), *line.split(), *files], check=True, capture_output=True)


def replaced(text: str, changes: dict[str, str]) -> str:
    """Each key by its value; a key that is not there is a mistake."""
    for before, after in changes.items():
        assert before in text, f"{before} is not there"
        text = text.replace(before, after)
    return text
