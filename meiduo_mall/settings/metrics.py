"""Who may read the metrics of the mall, and who is told of its errors: nobody, unless these say so."""

from importlib.util import find_spec
from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured

from .env import EXAMPLE_MARK, env

_LEAST_TOKEN = 20  # characters


def metrics_token() -> str:
    token: str = env("METRICS_TOKEN", default="")
    if EXAMPLE_MARK in token:
        raise ImproperlyConfigured("METRICS_TOKEN still has its example value. Set a secret of your own.")
    if token and len(token) < _LEAST_TOKEN:
        raise ImproperlyConfigured(f"METRICS_TOKEN is shorter than {_LEAST_TOKEN} characters.")
    return token


def metrics_networks() -> list[str]:
    networks: list[str] = env.list("METRICS_ALLOWED", default=[])
    for network in networks:
        try:
            ip_network(network)
        except ValueError as error:
            raise ImproperlyConfigured(f"METRICS_ALLOWED has something else than a network: {error}.") from error
    return networks


def sentry_dsn() -> str:
    dsn: str = env("SENTRY_DSN", default="")
    if dsn and find_spec("sentry_sdk") is None:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but its package is not installed. Run: pip install -r requirements-sentry.txt"
        )
    return dsn
