"""What the gateways over a provider's own package have in common: the package is optional, talkative, and hides
whether a call that failed can have been heard."""

import logging
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

CONNECT_TIMEOUT = 3.0  # seconds
ANSWER_TIMEOUT = 5.0  # seconds

#: What happens before a request is sent. By name, because the HTTP clients come with the optional packages.
_BEFORE_SENDING = {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "SSLCertVerificationError"}


def sdk_module(name: str, *, requirements: str) -> Any:
    """A module of an optional package. Raises ImproperlyConfigured, naming the file that installs it."""
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        raise ImproperlyConfigured(
            f"SMS_GATEWAY names a provider whose package is not installed ({missing.name} is missing). "
            f"Run: pip install -r {requirements}"
        ) from missing


def keep_quiet(*names: str) -> None:
    """Leaves these loggers their errors, and no output of their own: below that they write whole requests, with the
    code and the mobile number. urllib3 does so for an answer that is not HTTP."""
    for name in (*names, "urllib3.connectionpool"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.ERROR)


def split_base_url(url: str) -> tuple[str, str]:
    """Scheme and host of a provider's address. Their packages call "/" there, so that a path means a mistake.

    Raises ImproperlyConfigured.
    """
    base = urlsplit(url)
    if base.scheme not in ("http", "https") or not base.netloc or base.path.strip("/"):
        raise ImproperlyConfigured(f"{url} has to be http:// or https:// with a host and without a path.")
    return base.scheme, base.netloc


def was_never_sent(error: BaseException) -> bool:
    """Whether the call failed before its request was sent, whatever the package made of that."""
    return any(type(cause).__name__ in _BEFORE_SENDING for cause in _causes(error))


def reason(error: BaseException) -> str:
    """What went wrong, in the name of the innermost error: its text would hold the address with its parameters."""
    return [type(cause).__name__ for cause in _causes(error)][-1]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and, inwards, those that it came from."""
    seen: set[int] = set()
    waiting: list[Any] = [error]
    while waiting:
        cause = waiting.pop(0)
        if isinstance(cause, BaseException) and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            inner = (getattr(cause, name, None) for name in ("inner_exception", "reason", "__cause__", "__context__"))
            waiting += [*cause.args, *inner]
