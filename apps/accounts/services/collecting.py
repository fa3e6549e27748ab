"""What the mall keeps of a person, gathered into one JSON text. One function for each app that keeps something.

A table with a reference to the user is in EXPORTED, or in LEFT_OUT with the reason; a test finds the one that is in
neither. The format is described in docs/decisions/0011-own-data.md; a change that could break a reader of the file
raises VERSION.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from addresses.models import Address
from aftersales.models import AfterSale
from carts.queries import cart_lines_of
from goods.models import Favourite
from goods.queries.personal import looks_of
from notices.models import Notice
from oauth.models import QQAccount
from orders.models import Order
from reviews.models import Review
from users.models import SignIn, User
from utils.languages import absolute

from ..models import AccountDeletion, DataExport

FORMAT = "meiduo-mall-own-data"
VERSION = 1

#: Each table that is in the file, and its section there.
EXPORTED = {
    "users.SignIn": "sign_ins",
    "oauth.QQAccount": "qq",
    "addresses.Address": "addresses",
    "aftersales.AfterSale": "aftersales",
    "goods.Favourite": "favourites",
    "notices.Notice": "notices",
    "orders.Order": "orders",
    "reviews.Review": "reviews",
    "accounts.DataExport": "exports",
    "accounts.AccountDeletion": "deletion",
}

#: Each table that is not in the file, and why.
LEFT_OUT = {
    "aftersales.AfterSaleEvent": "who of the staff decided at work; what became of a request is told with the request",
    "otp_totp.TOTPDevice": "the secret of a second factor: whoever reads the file could make its codes",
    "goods.SheetImport": "prices and stock of goods that somebody wrote at work; nothing in it is about the person",
    "orders.OrderEvent": "who of the staff changed an order at work; what happened to an order is told with the order",
    "otp_static.StaticDevice": "codes that open the admin when the phone is lost",
}

#: Fields of the user that are not in the file, and why.
FIELDS_LEFT_OUT = {
    "id": "a number of ours that says nothing about the person",
    "password": "not the password but a fingerprint of it, which helps nobody but those who would guess it",
    "username_key": "the user name once more, in lower case",
}


_ORDER_TEXTS = (
    *("number", "goods_amount", "freight", "discount", "total", "receiver", "mobile", "phone", "area", "place"),
    *("remark", "invoice_title", "invoice_tax_number", "carrier", "tracking_number"),
)
_ORDER_MOMENTS = ("placed_at", "paid_at", "shipped_at", "received_at", "closed_at")
_LINE_TEXTS = ("name", "specification", "price", "count", "amount", "discount_share", "freight_share", "refunded_count")


def collect(user: User) -> dict[str, Any]:
    """Everything that the mall keeps of this user, as values that JSON can hold."""
    sections = {name: gather(user) for name, (_title, gather) in _SECTIONS.items()}
    titles = {name: str(title) for name, (title, _gather) in _SECTIONS.items()}
    return {"format": FORMAT, "version": VERSION, "made_at": _moment(timezone.now()), "titles": titles, **sections}


def as_text(user: User) -> bytes:
    """The same as a JSON text in UTF-8 that people can read."""
    return json.dumps(collect(user), ensure_ascii=False, indent=2).encode()


def _profile(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "mobile": user.mobile,
        "email": user.email,
        "verified_email": user.verified_email,
        "email_set_at": _moment(user.email_set_at),
        "first_name": user.first_name,
        "last_name": user.last_name,
        "date_joined": _moment(user.date_joined),
        "last_login": _moment(user.last_login),
        "is_active": user.is_active,
        "is_staff": user.is_staff,
        "is_superuser": user.is_superuser,
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "user_permissions": sorted(user.user_permissions.values_list("codename", flat=True)),
    }


def _sign_ins(user: User) -> list[dict[str, Any]]:
    return [
        {
            "method": sign_in.get_method_display(),
            "device": sign_in.device,
            "signed_in_at": _moment(sign_in.signed_in_at),
            "ended_at": _moment(sign_in.ended_at),
        }
        for sign_in in SignIn.objects.of(user)
    ]


def _qq(user: User) -> list[dict[str, Any]]:
    return [{"openid": account.openid, "bound_at": _moment(account.bound_at)} for account in QQAccount.objects.of(user)]


def _addresses(user: User) -> list[dict[str, Any]]:
    return [
        {
            "title": address.title,
            "receiver": address.receiver,
            "area": list(address.area_names),
            "place": address.place,
            "mobile": address.mobile,
            "phone": address.phone,
            "is_default": address.is_default,
        }
        for address in Address.objects.of(user).with_areas()
    ]


def _aftersales(user: User) -> list[dict[str, Any]]:
    requests = AfterSale.objects.of(user).select_related("order", "line").prefetch_related("events")
    return [
        {
            "order": request.order.number,
            "goods": request.line.name,
            "kind": request.get_kind_display(),
            "count": request.count,
            "amount": str(request.amount),
            "reason": request.get_reason_display(),
            "text": request.text,
            "pictures": [shown.src for shown in request.shown_pictures],
            "status": request.get_status_display(),
            "carrier": request.carrier,
            "tracking_number": request.tracking_number,
            "asked_at": _moment(request.asked_at),
            "ended_at": _moment(request.ended_at),
            "events": [
                {"change": event.get_change_display(), "note": event.note, "at": _moment(event.at)}
                for event in request.events.all()
            ],
        }
        for request in requests
    ]


def _favourites(user: User) -> list[dict[str, Any]]:
    return [
        {
            "sku": favourite.sku_id,
            "name": favourite.sku.name,
            "price_then": str(favourite.price_then),
            "was_in_stock": favourite.was_in_stock,
            "created_at": _moment(favourite.created_at),
        }
        for favourite in Favourite.objects.of(user).select_related("sku")
    ]


def _history(user: User) -> list[dict[str, Any]]:
    return [{"sku": look.sku.pk, "name": look.sku.name, "looked_at": _moment(look.at)} for look in looks_of(user)]


def _notices(user: User) -> list[dict[str, Any]]:
    return [
        {
            "kind": notice.get_kind_display(),
            "facts": notice.facts,
            "written_at": _moment(notice.written_at),
            "read_at": _moment(notice.read_at),
            "status": notice.get_status_display(),
            "sent_at": _moment(notice.sent_at),
        }
        for notice in Notice.objects.of(user)
    ]


def _cart(user: User) -> list[dict[str, Any]]:
    return [
        {
            "sku": each.sku_id,
            "name": each.piece.sku.name if each.piece else "",
            "count": each.count,
            "price_then": str(each.line.price),
            "is_ticked": each.line.is_ticked,
        }
        for each in cart_lines_of(user.pk)
    ]


def _orders(user: User) -> list[dict[str, Any]]:
    return [
        {
            **{name: str(getattr(order, name)) for name in _ORDER_TEXTS},
            **{name: _moment(getattr(order, name)) for name in _ORDER_MOMENTS},
            "status": order.get_status_display(),
            "pay_method": order.get_pay_method_display(),
            "invoice_kind": order.get_invoice_kind_display(),
            "lines": [{name: str(getattr(line, name)) for name in _LINE_TEXTS} for line in order.lines.all()],
            "events": [
                {"change": event.get_change_display(), "note": event.note, "at": _moment(event.at)}
                for event in order.events.all()
            ],
        }
        for order in Order.objects.of(user).prefetch_related("lines", "events")
    ]


def _reviews(user: User) -> list[dict[str, Any]]:
    return [
        {
            "name": review.line.name,
            "stars": review.stars,
            "text": review.text,
            "is_anonymous": review.is_anonymous,
            "state": review.get_state_display(),
            "pictures": [absolute(picture.src) for picture in review.shown_pictures],
            "reply": review.reply,
            "created_at": _moment(review.created_at),
        }
        for review in Review.objects.of(user).select_related("line").prefetch_related("pictures")
    ]


def _exports(user: User) -> list[dict[str, Any]]:
    fields = ("requested_at", "ready_at", "expires_at")
    return [{name: _moment(row[name]) for name in fields} for row in DataExport.objects.of(user).values(*fields)]


def _deletion(user: User) -> list[dict[str, Any]]:
    fields = ("requested_at", "due_at")
    rows = AccountDeletion.objects.of(user).values(*fields)
    return [{name: _moment(row[name]) for name in fields} for row in rows]


def _moment(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


_SECTIONS: dict[str, tuple[Promise, Callable[[User], Any]]] = {
    "profile": (_("个人资料"), _profile),
    "sign_ins": (_("登录记录"), _sign_ins),
    "qq": (_("QQ 绑定"), _qq),
    "addresses": (_("收货地址"), _addresses),
    "aftersales": (_("退款/售后"), _aftersales),
    "favourites": (_("我的收藏"), _favourites),
    "history": (_("浏览历史"), _history),
    "notices": (_("我的消息"), _notices),
    "cart": (_("购物车"), _cart),
    "orders": (_("我的订单"), _orders),
    "reviews": (_("我的评价"), _reviews),
    "exports": (_("数据副本"), _exports),
    "deletion": (_("注销申请"), _deletion),
}
