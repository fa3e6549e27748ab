"""Settings: keys, examples, hosts, https, what belongs to development only."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks as django_checks
from django.http.request import validate_host

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check

_LEAST_LENGTH = 50  # characters of a key
_LEAST_VARIETY = 16  # different characters in it
#: Parts of keys that anybody can read in the repository of the mall, or in what Django makes for a new project.
_PUBLIC_KEYS = ("change-me", "development-only-key", "test-only-key", "invented-key", "only-for-", "django-insecure")
#: What the values of .env.example look like that stand for something of one's own.
INVENTED = re.compile(r"change-me|\bexample\.com\b|^the-app-key$|^(2021|2088)0{12}$|^1010{6}$|^深圳市南山区科苑路")


@check("settings.keys")
def keys(mall: Mall) -> Iterator[Finding]:
    if not mall.is_production:
        yield fine("Development signs with whatever key there is.")
        return
    named = [("SECRET_KEY", settings.SECRET_KEY)]
    named += [(f"SECRET_KEY_FALLBACKS[{place}]", key) for place, key in enumerate(settings.SECRET_KEY_FALLBACKS)]
    weak = [(name, weakness) for name, key in named if (weakness := _weakness(key))]
    for name, weakness in weak:
        why = "Whoever knows or guesses it signs in as anybody."
        yield error(f"{name} {weakness}.", why, "Make one with `make secret`, set it, and restart.")
    if not weak:
        yield fine("The keys are long, and no examples.")


def _weakness(key: str) -> str:
    if any(part in key for part in _PUBLIC_KEYS):
        return "is an example that anybody can read"
    if len(key) < _LEAST_LENGTH:
        return f"has {len(key)} characters, fewer than {_LEAST_LENGTH}"
    return f"repeats {len(set(key))} characters" if len(set(key)) < _LEAST_VARIETY else ""


@check("settings.examples")
def examples(mall: Mall) -> Iterator[Finding]:
    """By name only: a value may be half a secret."""
    found = [name for name, value in sorted(os.environ.items()) if INVENTED.search(_content(name, value))]
    report = error if mall.is_production else warning
    for name in found:
        what = f"{name} has the value of .env.example, or part of it."
        yield report(what, "It stands for a value of your own.", "Set it, or take it away when it is not needed.")
    if not found:
        yield fine("No variable has an example value.")


def _content(name: str, value: str) -> str:
    """The value, or that of the file which the variable names."""
    if not name.endswith("_FILE"):
        return value
    try:
        return Path(value).read_text(errors="replace")[:10_000].strip()
    except (OSError, ValueError):
        return value


@check("settings.debug")
def debug(mall: Mall) -> Iterator[Finding]:
    if mall.is_production and settings.DEBUG:
        why = "Error pages show settings and code to every visitor, and memory grows with each query."
        yield error("DEBUG is on.", why, "Run with DJANGO_SETTINGS_MODULE=meiduo_mall.settings.prod.")
    else:
        yield fine(f"DEBUG is {'on, as in development' if settings.DEBUG else 'off'}.")


@check("settings.sandbox")
def sandbox(mall: Mall) -> Iterator[Finding]:
    if mall.is_production and "sandbox" in settings.INSTALLED_APPS:
        why = "It shows all letters and codes to everybody, and pays every order without money."
        yield error("The sandbox is installed.", why, "Run with DJANGO_SETTINGS_MODULE=meiduo_mall.settings.prod.")
    else:
        there = "sandbox" in settings.INSTALLED_APPS
        yield fine("The sandbox stands for the outside world." if there else "There is no sandbox.")


@check("settings.hosts")
def hosts(mall: Mall) -> Iterator[Finding]:
    if not mall.is_production:
        yield fine("Development answers to this machine.")
        return
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        what = "ALLOWED_HOSTS is empty." if not settings.ALLOWED_HOSTS else "ALLOWED_HOSTS has *."
        why = "Either nobody gets an answer, or anybody can make the mall believe that it has another name."
        yield error(what, why, "Name the hosts of the mall.")
    public = urlsplit(settings.PUBLIC_BASE_URL)
    if public.scheme != "https" or not public.hostname or not validate_host(public.hostname, settings.ALLOWED_HOSTS):
        what = f"PUBLIC_BASE_URL is {settings.PUBLIC_BASE_URL}."
        why = "Links in mails and Alipay's notices go there; it has to be https and one of ALLOWED_HOSTS."
        yield error(what, why, "Set PUBLIC_BASE_URL, or ALLOWED_HOSTS.")
    else:
        yield fine(f"People reach the mall at {settings.PUBLIC_BASE_URL}.")


@check("settings.proxy")
def proxy(mall: Mall) -> Iterator[Finding]:
    if mall.is_production and not settings.TRUSTED_PROXY_COUNT:
        what = "TRUSTED_PROXY_COUNT is 0: no proxy is believed."
        why = "Behind nginx all visitors have one address and share its limits, and https is not seen: pages redirect."
        yield error(what, why, "Set it to 1 behind deploy/nginx, also with a load balancer before that.")
    else:
        yield fine(f"Addresses of visitors come from {settings.TRUSTED_PROXY_COUNT} proxies of ours.")


@check("settings.staff")
def staff(mall: Mall) -> Iterator[Finding]:
    if mall.is_production and not settings.STAFF_TWO_FACTOR:
        why = "A stolen password opens the admin."
        yield error("Staff need no second factor.", why, "Take STAFF_TWO_FACTOR=false away.")
    if mall.is_production and not settings.ADMINS:
        why = "Nobody is written to when SMS run out or Alipay's books differ."
        yield warning("ADMINS names nobody.", why, "Set ADMINS to an address that somebody reads.")
    if not mall.is_production or (settings.STAFF_TWO_FACTOR and settings.ADMINS):
        yield fine("Staff are told, and asked for a second factor as the settings say.")


@check("settings.django")
def django(mall: Mall) -> Iterator[Finding]:
    """What `manage.py check` says, with --deploy in production."""
    said = django_checks.run_checks(include_deployment_checks=mall.is_production)
    for message in said:
        report = error if message.level >= django_checks.ERROR else warning
        why = f"Django's own check says so ({message.id})."
        yield report(str(message.msg).splitlines()[0], why, message.hint or "See Django's documentation of that check.")
    if not said:
        yield fine("Django's own checks have nothing to say.")
