"""Mail: whether the server takes us, without sending; and one letter, when it is asked for."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Examine, Mall, check

_TIMEOUT = 2  # seconds
_WHY = "No mail goes out: addresses are not verified, passwords not reset, nobody is told that an order was paid."


@check("mail.server")
def server(mall: Mall) -> Iterator[Finding]:
    connection = get_connection()
    if not isinstance(connection, EmailBackend):
        report = error if mall.is_production else None
        what = f"Mail goes to {settings.EMAIL_BACKEND}, not to a mail server."
        yield report(what, _WHY, "Take EMAIL_BACKEND away.") if report else fine(what)
        return
    connection.timeout = _TIMEOUT
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as failure:
        yield _trouble(failure)
        return
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.close()
    whom = f" as {settings.EMAIL_HOST_USER}" if settings.EMAIL_HOST_USER else " without a user"
    yield fine(f"{_address()} lets the mall in{whom}.")


def _address() -> str:
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def _trouble(failure: Exception) -> Finding:
    what = f"{_address()} refuses: {type(failure).__name__}."
    do = "Look at EMAIL_HOST, EMAIL_PORT and the firewall (many providers close port 25)."
    if isinstance(failure, smtplib.SMTPAuthenticationError):
        what = f"{_address()} refuses user or password ({failure.smtp_code})."
        do = "Set EMAIL_HOST_USER and EMAIL_HOST_PASSWORD; 163.com wants an authorisation code, not the password."
    elif isinstance(failure, ssl.SSLCertVerificationError):
        what = f"The certificate of {_address()} is not that of {settings.EMAIL_HOST}: {failure.verify_message}."
        do = "Set EMAIL_HOST to the name in the certificate; never switch the proof off."
    elif isinstance(failure, ssl.SSLError | smtplib.SMTPNotSupportedError):
        what = f"{_address()} does not speak TLS the way that the settings say."
        do = "Port 465 wants EMAIL_USE_SSL=true, port 587 EMAIL_USE_TLS=true; never both."
    elif isinstance(failure, socket.gaierror):
        what = f"There is no host {settings.EMAIL_HOST}, or no name server answers."
    elif isinstance(failure, TimeoutError | smtplib.SMTPServerDisconnected):
        what = f"{_address()} does not answer."
    return error(what, _WHY, do)


@check("mail.sender")
def sender(mall: Mall) -> Iterator[Finding]:
    address = settings.DEFAULT_FROM_EMAIL
    domain = address.rpartition("@")[2].rstrip("> ")
    if mall.is_production and ("." not in domain or domain.endswith((".example.com", ".localhost"))):
        why = "Mail servers take letters of such a sender for spam, or refuse them."
        yield warning(f"The sender is {address}.", why, "Set DEFAULT_FROM_EMAIL to the mailbox of the mall.")
    else:
        yield fine(f"The sender is {address}.")


def letter_to(address: str) -> Examine:
    """A check that sends a letter there."""

    def send(mall: Mall) -> Iterator[Finding]:
        connection = get_connection()
        if isinstance(connection, EmailBackend):
            connection.timeout = _TIMEOUT
        text = "This letter was sent by `manage.py doctor --send-mail`. That you read it means that mail works."
        try:
            EmailMessage("美多商城 doctor", text, to=[address], connection=connection).send()
        except (smtplib.SMTPException, OSError) as failure:
            yield _trouble(failure)
        else:
            yield fine("A letter was sent. Look whether it arrives, and whether it is taken for spam.")

    return send
