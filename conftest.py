"""Fixtures that every test may use; tests/surroundings.py prepared the servers and folders."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from redis import Redis

from tests.surroundings import redis_server

_PATIENCE = 30_000  # milliseconds, of a browser: more tests than cores run at the same time


def pytest_collection_modifyitems(items):
    if settings.DATABASES["default"]["ENGINE"].endswith("mysql"):
        return
    for item in items:
        if item.get_closest_marker("mysql"):
            item.add_marker(pytest.mark.skip(reason="needs MariaDB; `make test` starts one"))


@pytest.fixture(autouse=True)
def _fresh_start():
    """Each test starts with an empty Redis; the server belongs to this test process alone. Pages and the language of
    the last answer are forgotten too."""
    from meiduo_mall.health import readiness
    from pricing.queries import forget_rules
    from utils.page_cache import forget_pages  # both need Django to be set up

    with Redis(unix_socket_path=str(redis_server.socket)) as client:
        client.flushall()
    forget_pages()
    forget_rules()
    readiness.forget()
    translation.deactivate()


@pytest.fixture
def letters(settings):
    """Tasks run at once where they are queued, and mails stay in the list that this returns."""
    from django.core import mail

    from celery_tasks.main import app

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    app.conf.task_always_eager = True
    yield mail.outbox
    app.conf.task_always_eager = False


@pytest.fixture
def index_catalogue(settings, tmp_path):
    """`index_catalogue()` brings the search index of this test up to what is in the database."""
    from goods.index.building import rebuild
    from goods.index.storage import IndexFolder

    settings.CATALOGUE_INDEX_DIR = str(tmp_path / "index")
    return lambda: rebuild(IndexFolder(Path(settings.CATALOGUE_INDEX_DIR)))


@pytest.fixture
def broker_away(tmp_path):
    """Nothing can be queued; Redis answers whoever asks for anything else."""
    from celery_tasks.main import app

    app.conf.broker_write_url = f"redis+socket://{tmp_path}/nobody-listens"
    del app.amqp  # which remembers the connection
    yield
    app.conf.broker_write_url = None
    del app.amqp


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        pytest.skip("Chromium is not installed (apt install chromium, or set CHROMIUM)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=_PATIENCE)
    # Playwright keeps an event loop running in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium, live_server, request):
    """A fresh browser page on the live server; `browser_page.goto("/")` opens the home page.

    A test marked `no_script` gets one that runs no JavaScript; `axe` lifts the policy, for axe measures with styles.

    The test fails when the page threw, broke its content security policy, or asked another host for anything.
    """
    runs_script = request.node.get_closest_marker("no_script") is None
    context = chromium.new_context(
        base_url=live_server.url,
        locale="zh-CN",
        java_script_enabled=runs_script,
        bypass_csp=request.node.get_closest_marker("axe") is not None,
    )
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(f"the page threw: {error}"))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("request", lambda request: None if _is_own(request.url, live_server.url) else faults.append(request.url))
    yield page
    context.close()
    assert faults == []


def _is_own(url, own):
    return url.startswith((own, "data:", "blob:", "about:"))
