"""What visitors try while a part is away, and what they are answered."""

import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import requests

from contents.tests.factories import picture_bytes
from tests.serving import Visitor
from users.tests.factories import PASSWORD

#: Words of the pages that say what cannot be done now.
SENTENCES = ("系统暂时忙不过来", "暂时发不出去", "图片暂时存不上")
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')
_REVIEW = re.compile(r"/orders/\w+/lines/\d+/review/")
_ADDRESS = re.compile(r'name="address" value="(\d+)"')

Step = Callable[[], requests.Response]


@dataclass(frozen=True)
class Answer:
    tried: str
    status: int
    seconds: float
    says_why: bool

    @property
    def is_fine(self) -> bool:
        return self.status < 400 and not self.says_why

    @property
    def is_error(self) -> bool:
        """A 5xx without a sentence."""
        return self.status >= 500 and not self.says_why


class Walk:
    """A guest and a shopper who is signed in."""

    def __init__(self, url: str, *, mailers: int = 1) -> None:
        self.url = url
        self.guest, self.shopper, self._reader = Visitor(url), self._signed_in("alice"), self._signed_in("carol")
        self._mailers = [self._signed_in(f"mailer{number}") for number in range(mailers)]
        self.list = re.search(r"/list/\d+/1/", self.guest.get("/categories/").text)[0]
        self._numbers = itertools.count()

    @property
    def _fresh(self) -> int:
        """A SKU whose page is not kept, most of the time."""
        return next(self._numbers) % 60 + 1

    def catalogue(self) -> dict[str, Step]:
        """What has to be answered with a page, whatever is away."""
        paths = {"home": "/", "categories": "/categories/", "list": self.list, "search": "/search/?q=手机"}
        steps = {f"guest {name}": lambda path=path: self.guest.get(path) for name, path in paths.items()}
        steps["guest detail"] = lambda: self.guest.get(f"/detail/{self._fresh}/")
        steps |= {f"shopper {name}": lambda path=path: self.shopper.get(path) for name, path in paths.items()}
        steps["shopper detail"] = lambda: self.shopper.get(f"/detail/{self._fresh}/")
        return steps

    def own(self) -> dict[str, Step]:
        """What rests on who asks."""
        paths = {"account": "/info/", "orders": "/orders/", "cart": "/carts/", "favourites": "/favourites/"}
        steps = {f"shopper {name}": lambda path=path: self.shopper.get(path) for name, path in paths.items()}
        return steps | {
            "guest puts into cart": lambda: self.guest.post(f"/carts/add/{self._fresh}/", {"count": 1}),
            "shopper puts into cart": lambda: self.shopper.post(f"/carts/add/{self._fresh}/", {"count": 1}),
            "shopper orders": self._order,
            "somebody signs in": lambda: Visitor(self.url).sign_in("bobby", PASSWORD),
        }

    def mail(self) -> dict[str, Step]:
        """What needs a worker."""
        return {"shopper saves a mail address": self._save_mail}

    def pictures(self) -> dict[str, Step]:
        """What stores files."""
        return {"shopper reviews with a picture": self.review}

    def review(self) -> requests.Response:
        waiting = _REVIEW.search(self.shopper.get("/reviews/waiting/").text)
        assert waiting, "nothing is left to review"
        form = {"stars": 5, "text": "用了一阵子，很满意"}
        return self.shopper.post(waiting[0], form, pictures=("picture.png", picture_bytes(300, 300)))

    def reads_replica(self) -> bool:
        """Whether pages that may be late come from it; its addresses are others (DrillMall)."""
        self._reader.session.cookies.pop("newest", None)
        return "从库" in self._reader.get("/addresses/").text

    def _save_mail(self) -> requests.Response:
        """Of somebody else each time: one mail a minute is sent. They signed in before anything was stopped."""
        mailer = self._mailers.pop()
        return mailer.post("/info/email/", {"email": f"{id(mailer)}@example.com", "present_password": PASSWORD})

    def _signed_in(self, name: str) -> Visitor:
        visitor = Visitor(self.url)
        answer = visitor.sign_in(name, PASSWORD)
        assert "退出" in answer.text, (name, answer.status_code)
        return visitor

    def _order(self) -> requests.Response:
        chosen = {"sku": self._fresh, "count": 1}
        page = self.shopper.get(f"/orders/settlement/?sku={chosen['sku']}&count=1")
        ticket, address = _TICKET.search(page.text), _ADDRESS.search(page.text)
        if not (ticket and address):
            return page
        form = {"ticket": ticket[1], "address": address[1], "pay_method": "cash", "invoice_kind": ""}
        return self.shopper.post("/orders/commit/", chosen | form)


def ask(name: str, step: Step) -> Answer:
    started = time.monotonic()
    response = step()
    seconds = time.monotonic() - started
    return Answer(name, response.status_code, seconds, any(words in response.text for words in SENTENCES))
