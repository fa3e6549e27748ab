"""Sending SMS: what every provider's gateway does, and the one that this mall uses.

A gateway is one module with one class, named by settings.SMS_GATEWAY.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Sent(NamedTuple):
    """The provider took the SMS and calls it `id`."""

    id: str


class SmsRefused(Exception):
    """The provider said no, with its code; asking again changes nothing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SmsUnanswered(SmsRefused):
    """No answer came, or none that can be read: the SMS may be on its way, so that it is not sent a second time."""


class SmsUnavailable(Exception):
    """The provider cannot have sent anything: not reached, or it said that it is too busy. May be tried again."""


class Gateway(Protocol):
    def send(self, mobile: str, template: str, params: Sequence[str]) -> Sent:
        """Sends the template with its parameters, in order. Raises SmsRefused, SmsUnanswered or SmsUnavailable."""
        ...


def gateway() -> Gateway:
    """The gateway that settings.SMS_GATEWAY names."""
    return _made(settings.SMS_GATEWAY)


def provider() -> str:
    """The provider's name: that of the gateway's module, which the web need not load to know it."""
    return str(settings.SMS_GATEWAY).split(".")[-2]


@cache
def _made(path: str) -> Gateway:
    return import_string(path)()
