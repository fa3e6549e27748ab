"""Errors, told to Sentry or to what speaks its protocol: where in the code, never of whom.

What leaves the mall is a list of what may, not of what may not: place in the code, kind of error, its sentence with
what looks like a secret masked, name of the view or task. No cookies, headers, addresses, bodies, variables, arguments,
statements, log lines or users. requirements-sentry.txt has the package; it is loaded only where SENTRY_DSN is set.
"""

import re
from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from utils.logs import masked

_KEPT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "server_name", "sdk")
_PLACE = ("filename", "abs_path", "module", "function", "lineno", "in_app")
_SOURCE = ("pre_context", "context_line", "post_context")
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")
_ENTRY = re.compile(r"(entry|value:?) '.*' for ")  # of MySQL, which leaves apostrophes as they are
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")  # what databases and parsers repeat of their input
_LONG = re.compile(r"(?<![\w./-])[\w-]{20,}(?![\w./-])|\d{6,}")  # keys, openids, numbers of orders; codes


def report_errors() -> None:
    """From now on, in this process and its forks."""
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment=settings.SENTRY_ENVIRONMENT,
        default_integrations=False,
        integrations=[
            DjangoIntegration(transaction_style="function_name", middleware_spans=False, signals_spans=False),
            CeleryIntegration(),
            LoggingIntegration(level=None, event_level=None),
        ],
        auto_enabling_integrations=False,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        shutdown_timeout=2,
        before_send=without_people,  # type: ignore[arg-type]
    )


def without_people(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The event with nothing but what is named above."""
    kept = _some(event, *_KEPT)
    kept["transaction"] = _plain(str(event.get("transaction") or ""))
    errors = event.get("exception", {}).get("values", [])
    kept["exception"] = {"values": [_error(each) for each in errors]}
    return kept


def _error(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames", [])
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": _plain(value.get("value") or ""),
        "mechanism": {"type": value.get("mechanism", {}).get("type", "generic"), "handled": False},
        "stacktrace": {"frames": [_some(frame, *_PLACE, *_SOURCE) for frame in frames]},
    }


def _some(found: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: found[name] for name in names if name in found}


def _plain(text: str) -> str:
    text = _ENTRY.sub(r"\1 '…' for ", text)
    text = _QUOTED.sub("'…'", _MAIL.sub("<address>", masked(text)))
    return _LONG.sub("…", text)
