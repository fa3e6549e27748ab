"""Visitors for benchmarks that attack the mall: browsers with cookies and a CSRF token, from any address."""

import http.client
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

CLIENTS = 8
_PATIENCE = 60  # seconds for an answer
_CSRF_FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Try:
    """A form to send, or a page to open when there is none."""

    path: str
    form: Mapping[str, str] | None
    address: str  # that the request seems to come from


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    text: str
    seconds: float  # from sending to the last byte


@dataclass
class Browser:
    """One kept-alive connection. What it sends is what a browser behind a reverse proxy with TLS sends."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    csrf_token: str = ""

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=_PATIENCE)
        self._connection.connect()

    def open_form(self, path: str, *, address: str) -> Answer:
        """Opens the page of a form, whose CSRF token goes along with everything that is sent from now on."""
        answer = self.ask(Try(path, None, address))
        found = _CSRF_FIELD.search(answer.text)
        if found is None:
            raise RuntimeError(f"{path} answers {answer.status} without a form")
        self.csrf_token = found[1]
        return answer

    def ask(self, one: Try) -> Answer:
        headers = {"X-Forwarded-For": one.address, "X-Forwarded-Proto": "https", "Accept-Encoding": "identity"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        method, body = "GET", None
        if one.form is not None:
            headers |= {"Content-Type": _FORM, "Origin": self.url.replace("http:", "https:", 1)}
            method, body = "POST", urlencode({"csrfmiddlewaretoken": self.csrf_token, **one.form})
        started = time.perf_counter()
        self._connection.request(method, one.path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode(errors="replace")
        seconds = time.perf_counter() - started
        self._keep_cookies(response)
        return Answer(response.status, response.getheaders(), text, seconds)

    def close(self) -> None:
        self._connection.close()

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}


def volley(url: str, form_page: str, tries: Iterable[Try], *, session: Mapping[str, str] | None = None) -> list[Answer]:
    """Sends all of them, from a few browsers at once, each with the form page open and with the cookies of the session,
    if there is one. They are begun in their order; the answers come in any."""
    waiting = _shared(iter(tries))

    def browse(_number: int) -> list[Answer]:
        browser = Browser(url, dict(session or {}))
        browser.open_form(form_page, address="192.0.2.1")
        answers = [browser.ask(one) for one in waiting]
        browser.close()
        return answers

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [answer for answers in pool.map(browse, range(CLIENTS)) for answer in answers]


def _shared(items: Iterator[Try]) -> Iterator[Try]:
    """Lets several threads take from one iterator."""
    lock, end = threading.Lock(), object()

    def take() -> object:
        with lock:
            return next(items, end)

    return iter(take, end)  # type: ignore[arg-type]
