"""The doctor on mail servers that are away, deaf, strict or wrong."""

import socket
import ssl
import subprocess
import time

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult

from meiduo_mall.doctor.checks import mail
from tests.answering import SmtpServer
from tests.examined import DEVELOPMENT, PRODUCTION, grades, whats
from tests.servers import free_port

pytestmark = pytest.mark.once


def use_mail(settings, port, **changes):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", port
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    for name, value in changes.items():
        setattr(settings, name, value)


def test_mail_server_that_lets_us_in_and_gets_no_letter_until_it_is_asked_for(settings):
    with SmtpServer("250 fine") as server:
        use_mail(settings, server.port)
        assert grades(mail.server(PRODUCTION)) == ["ok"]
        assert server.mails == []

        assert grades(mail.letter_to("owner@mall.cn")(PRODUCTION)) == ["ok"]
        assert server.subjects == ["美多商城 doctor"]


def test_mail_that_does_not_work_says_why(settings):
    use_mail(settings, free_port())
    assert whats(mail.server(DEVELOPMENT)) == [f"localhost:{settings.EMAIL_PORT} refuses: ConnectionRefusedError."]
    assert grades(mail.letter_to("owner@mall.cn")(DEVELOPMENT)) == ["error"]

    settings.EMAIL_HOST = "no-such-host.invalid"
    assert whats(mail.server(DEVELOPMENT)) == ["There is no host no-such-host.invalid, or no name server answers."]

    with SmtpServer("250 fine") as server:
        for changes in ({"EMAIL_USE_SSL": True}, {"EMAIL_USE_TLS": True}):
            use_mail(settings, server.port, **changes)
            assert [what.partition(" ")[2] for what in whats(mail.server(DEVELOPMENT))] == [
                "does not speak TLS the way that the settings say."
            ]


def test_mail_server_that_says_nothing_is_not_waited_for(settings):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        use_mail(settings, deaf.getsockname()[1])
        began = time.monotonic()

        assert whats(mail.server(DEVELOPMENT)) == [f"localhost:{settings.EMAIL_PORT} does not answer."]
        assert time.monotonic() - began < 10


@pytest.fixture
def strict_mail_server(tmp_path):
    """TLS with a certificate that nobody knows, and a password that nobody has; yields its port."""
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*line, "-keyout", tmp_path / "key", "-out", tmp_path / "cert"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")

    def start(**options):
        server = Controller(Sink(), hostname="localhost", port=free_port(), auth_require_tls=False, **options)
        server.start()
        servers.append(server)
        return server.port

    servers = []
    yield start, context
    for server in servers:
        server.stop()


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_mail_password_and_certificate_that_are_wrong(settings, strict_mail_server):
    start, context = strict_mail_server
    port = start(auth_required=True, authenticator=lambda *call: AuthResult(success=False, handled=False))
    use_mail(settings, port, EMAIL_HOST_USER="mall", EMAIL_HOST_PASSWORD="wrong")
    assert whats(mail.server(DEVELOPMENT)) == [f"localhost:{port} refuses user or password (535)."]

    port = start(ssl_context=context)
    use_mail(settings, port, EMAIL_USE_SSL=True)
    assert whats(mail.server(DEVELOPMENT))[0].startswith(f"The certificate of localhost:{port} is not that of")


def test_mail_that_goes_nowhere_in_production(settings):
    assert grades(mail.server(DEVELOPMENT)) == ["ok"]
    assert grades(mail.server(PRODUCTION)) == ["error"]

    settings.DEFAULT_FROM_EMAIL = "美多商城 <noreply@localhost>"
    assert grades(mail.sender(PRODUCTION)) == ["warning"]
    settings.DEFAULT_FROM_EMAIL = "美多商城 <mall@mall.cn>"
    assert grades(mail.sender(PRODUCTION)) == ["ok"]
