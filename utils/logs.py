"""Log lines that never carry a whole mobile number, a signed token or a secret of OAuth, whatever the caller passed."""

import logging
import re

_TOKEN = re.compile(r"\.?[\w-]{16,}\.[\w-]{6,}\.[\w-]{20,}")  # what itsdangerous signs: payload, time, signature
_QUERY = re.compile(r"(?<=[?&])(code|state|access_token|client_secret|openid)=[^&\s\"']+")  # of OAuth, in addresses
_MOBILE = re.compile(r"(?<!\d)((?:00)?(?:86)?1[3-9]\d)\d{4}(\d{4})(?!\d)")


def mask_mobile(text: str) -> str:
    """Every mainland mobile number in the text, with its middle four digits as asterisks."""
    return _MOBILE.sub(r"\1****\2", text)


def mask_email(address: str) -> str:
    """The address with all but the first character of its name as asterisks: "a***@example.com"."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}***{at}{host}" if name else ""


def masked(text: str) -> str:
    """The text without whole mobile numbers, signed tokens and secrets of OAuth."""
    return mask_mobile(_QUERY.sub(r"\1=…", _TOKEN.sub("<token>", text)))


class MaskingFormatter(logging.Formatter):
    """A formatter that masks mobile numbers, signed tokens, secrets of OAuth in the finished line and in tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        if not hasattr(record, "correlation_id"):
            record.correlation_id = None
        return masked(super().format(record))
