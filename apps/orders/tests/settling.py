"""What tests of the settlement page send, and read in its answer."""

import re

from carts.lines import Line
from carts.store import UserCart

COMMIT = "/orders/commit/"
SETTLEMENT = "/orders/settlement/"


def put(user, sku, count=1):
    """Into the cart of this user, ticked."""
    UserCart(user.pk).add(Line(sku.pk, count, sku.price), most=1_000_000)


def in_cart(user):
    """SKU id → count."""
    return {pk: line.count for pk, line in UserCart(user.pk).lines().items()}


def text(response):
    return response.content.decode()


def ticket_in(response):
    return re.search(r'name="ticket" value="([^"]*)"', text(response))[1]


def wishes(client, home, query="", **changed):
    """The form as the page of this moment would send it; `query` stands for goods that are bought at once."""
    page = client.get(SETTLEMENT + query)
    given = dict(re.findall(r'<input type="hidden" name="(sku|count)" value="(\d+)">', text(page)))
    sent = {"ticket": ticket_in(page), "address": home.pk, "pay_method": "cash", "invoice_kind": "none"}
    return given | sent | changed


def faults_in(response):
    """What the page says about lines that cannot be ordered."""
    found = re.search(r'<ul class="settlement__faults">(.*?)</ul>', text(response), re.S)
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else []


def errors_in(response):
    """What the page says above the form."""
    found = re.search(r'<ul class="form_errors__list">(.*?)</ul>', text(response), re.S)
    return re.findall(r"<li>(?:<a [^>]*>)?(.*?)(?:</a>)?</li>", found[1]) if found else []
