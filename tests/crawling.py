"""Finds every URL of the project and fills in its parameters with rows of a small world."""

import re

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.serializers import serialize
from django.urls import NoReverseMatch, reverse

from accounts.services.exporting import link_token
from accounts.tests.factories import given_deletion, given_export
from addresses.tests.factories import AddressFactory
from aftersales.tests.factories import ask_for, order_of
from areas.tests.factories import sample_district
from goods.models import Category, Channel, ChannelGroup, Favourite, Level, SheetImport
from goods.tests.factories import SKUFactory
from notices.tests.factories import NoticeFactory
from oauth.models import QQAccount
from orders.tests.factories import OrderFactory
from payment.tests.factories import PaymentFactory
from reviews.tests.factories import ReviewFactory
from staff.tests.factories import backup_of, phone_of
from users.models import SignIn, User
from users.tests.factories import UserFactory
from utils.access import walk_urls
from verifications.tests.factories import drawn_captcha

#: What marks Bob; none of it may appear on a page that Alice or a stranger reads.
BOB = {"username": "bobs-own-name", "mobile": "15987654321", "email": "bob@his.example", "first_name": "Bobbington"}

#: Rows of these models name a user but do not belong to one.
_NOT_OWNED = {LogEntry}


class World:
    """Alice, Bob, and a row of everything that a URL can name. All that Bob owns exists at least once."""

    def __init__(self):
        self.alice = UserFactory(username="alice")
        self.bob = UserFactory(**BOB)
        self.category = Category.objects.create(name="手机", level=Level.FIRST)
        group = ChannelGroup.objects.create(name="手机通讯")
        Channel.objects.create(group=group, category=self.category)
        self.bobs_sign_in = SignIn.objects.create(user=self.bob, method=SignIn.Method.PASSWORD, device="Chrome 120")
        QQAccount.objects.create(user=self.bob, openid="B0B5" * 8)
        self.bobs_export = given_export(self.bob)
        given_deletion(self.bob)
        phone_of(self.bob)
        backup_of(self.bob)
        self.bobs_address = AddressFactory(
            user=self.bob, receiver=BOB["first_name"], mobile=BOB["mobile"], is_default=True
        )
        self.sku = SKUFactory()
        Favourite.objects.create(user=self.bob, sku=self.sku, price_then=self.sku.price)
        self.bobs_sheet = SheetImport.objects.create(user=self.bob, file_name=f"{BOB['first_name']}.xlsx")
        self.bobs_notice = NoticeFactory(user=self.bob)
        marks = {"receiver": BOB["first_name"], "mobile": BOB["mobile"]}
        self.bobs_order = OrderFactory(user=self.bob, status="to_review", lines=[{"sku": self.sku}], **marks)
        self.bobs_order.events.update(by=self.bob)
        self.bobs_aftersale = ask_for(order_of(self.bob, status="to_review"), text=BOB["first_name"])
        self.bobs_aftersale.events.update(by=self.bob)
        _bobs_reviews(self.bob, self.sku)
        self.values = self._values()

    def _values(self):
        """One value for each parameter name that some URL has; a URL with a new name fails until it is added here."""
        return {
            "name": BOB["username"],
            "mobile": BOB["mobile"],
            "captcha_id": drawn_captcha(),
            "category_id": self.category.pk,
            "page": 1,
            "part": 0,
            "sku_id": self.sku.pk,
            "spu_id": self.sku.spu_id,
            "choice": "all",
            "area_id": sample_district().pk,
            "address_id": self.bobs_address.pk,
            "path": "contents/missing.webp",
            "number": self.bobs_order.number,
            "aftersale_id": self.bobs_aftersale.pk,
            "out_trade_no": PaymentFactory(order=self.bobs_order).out_trade_no,
            "line_id": self.bobs_order.lines.get().pk,
            "draft_id": self.bobs_sheet.pk,
            "notice_id": self.bobs_notice.pk,
            "sid": "sandbox-account",
            "sign_in_id": self.bobs_sign_in.pk,
            "export_token": link_token(self.bobs_export),
            "token": "no-token-of-ours",
            **_values_of_the_admin(self.bob),
        }

    def belongings_of(self, user):
        """Every row that is the user or belongs to them, as comparable text."""
        rows = {User: User.objects.filter(pk=user.pk)}
        for model, owner in owned_models():
            rows[model] = model._default_manager.filter(**{owner: user.pk})
        missing = [model.__name__ for model, found in rows.items() if not found]
        assert not missing, f"{user} owns no {missing}: give them one in World, so that the crawler guards it"
        return serialize("json", [row for found in rows.values() for row in found])


def _bobs_reviews(bob, sku):
    """One that everybody reads, without his name, and one that waits; he works here, too, and has answered them."""
    order = OrderFactory(user=bob, status="to_review", lines=[{"sku": sku}, {}])
    for line, said in zip(order.lines.all(), ({}, {"state": "pending", "text": BOB["first_name"]}), strict=True):
        ReviewFactory(line=line, reply="谢谢", replied_at=order.placed_at, replied_by=bob, **said)


def _values_of_the_admin(user):
    return {"object_id": user.pk, "id": user.pk, "app_label": "users", "content_type_id": 1, "url": "users/nothing"}


def owned_models():
    """Each model with a reference to the user, and the name of that reference."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            is_reference = field.concrete and (field.many_to_one or field.one_to_one)
            if is_reference and field.related_model is User and model not in _NOT_OWNED:
                yield model, field.name


def every_path(world):
    """(path, name, pattern) of each URL of the project, parameters filled in."""
    found = []
    for route, pattern, name in walk_urls():
        kwargs = {parameter: world.values[parameter] for parameter in _parameters(route)}
        found.append((_path(route, name, kwargs), name, pattern))
    return found


def _parameters(route):
    return re.findall(r"<(?:\w+:)?(\w+)>", route)


def _path(route, name, kwargs):
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:  # unnamed, or a regular expression that is part of a namespace
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda m: str(kwargs[m[1] or m[2]]), route)
        return path.replace("^", "").replace("$", "").replace("\\", "").replace("//", "/")
