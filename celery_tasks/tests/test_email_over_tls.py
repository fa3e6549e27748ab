"""The mail task against a mail server of the world: TLS from the first byte, a certificate that is checked, a password
(what smtp.163.com asks for). aiosmtpd speaks the protocol."""

import ssl
import subprocess

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult

from celery_tasks.email.tasks import send_mail
from tests.servers import free_port

# aiosmtpd knows TLS after STARTTLS only; here the whole connection is encrypted, password included.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
MAIL = {"subject": "验证您的邮箱", "to": "shopper@example.com", "text": "链接", "html": "<p>链接</p>"}
ACCOUNT = (b"mall@example.com", b"the mail password")


class Mailbox(Message):
    def __init__(self):
        super().__init__()
        self.recipients = []

    def handle_message(self, message):
        self.recipients.append(str(message["To"]))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of its own for localhost, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    line += ["-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run(line, check=True, capture_output=True)
    return folder


@pytest.fixture
def mailbox(certificate, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "localhost", free_port(), True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = (text.decode() for text in ACCOUNT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    box = Mailbox()
    server = Controller(
        box,
        hostname="localhost",
        port=settings.EMAIL_PORT,
        ssl_context=context,
        auth_required=True,
        auth_require_tls=False,
        authenticator=lambda *call: AuthResult(success=(call[4].login, call[4].password) == ACCOUNT),
    )
    server.start()
    yield box
    server.stop()


def test_mail_goes_out_over_tls_with_the_password(mailbox, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))

    state = send_mail.apply(kwargs=MAIL).state

    assert (state, mailbox.recipients) == ("SUCCESS", ["shopper@example.com"])


def test_server_with_a_certificate_that_nobody_vouches_for_gets_no_mail(mailbox):
    outcome = send_mail.apply(kwargs=MAIL)

    assert (outcome.state, mailbox.recipients) == ("FAILURE", [])
    assert "SSLCertVerificationError" in str(outcome.result)


def test_wrong_password_is_tried_again_for_it_can_be_mended(mailbox, certificate, monkeypatch, settings):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    settings.EMAIL_HOST_PASSWORD = "an old one"
    settings.EMAIL_TIMEOUT = 2  # aiosmtpd is slow to say goodbye to who has no password

    outcome = send_mail.apply(kwargs=MAIL, retries=6)  # the last try

    assert (outcome.state, type(outcome.result).__name__, mailbox.recipients) == ("FAILURE", "MailUnavailable", [])
