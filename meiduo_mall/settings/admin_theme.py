"""The admin's theme: titles, style sheets, the side bar by what a member of staff may see."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


def _may_view(model: str) -> Callable[[HttpRequest], bool]:
    app, name = model.split(".")
    return lambda request: request.user.has_perm(f"{app}.view_{name}") or request.user.has_perm(f"{app}.change_{name}")


def _link(title: Promise, icon: str, model: str, query: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": format_lazy("{}{}", reverse_lazy(f"admin:{model.replace('.', '_')}_changelist"), query),
        "permission": _may_view(model),
    }


def _lists_skus(request: HttpRequest) -> bool | None:
    """On pages of SKUs: whether it is the list of those with little stock."""
    if not request.path.startswith(reverse("admin:goods_sku_changelist")):
        return None
    return request.GET.get("stock_is") == "low"


def _lists_orders(request: HttpRequest) -> bool | None:
    """On pages of orders: whether it is the list of those that wait for their parcels."""
    if not request.path.startswith(reverse("admin:orders_order_changelist")):
        return None
    return request.GET.get("status__exact") == "to_ship"


UNFOLD = {
    "SITE_TITLE": _("美多商城管理"),
    "SITE_HEADER": _("美多商城"),
    "SITE_SUBHEADER": _("管理后台"),
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")},
    ],
    "STYLES": [lambda request: static("admin/theme.css"), lambda request: static("admin/tables.css")],
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {"action": reverse_lazy("preferences")},
    "ACCOUNT": {
        "navigation": [
            {"title": _("修改密码"), "link": reverse_lazy("users:change_password")},
            {"title": _("两步验证"), "link": reverse_lazy("staff:device")},
        ],
    },
    "SIDEBAR": {
        "navigation": [
            {
                "title": _("经营"),
                "items": [
                    {
                        "title": _("经营概况"),
                        "icon": "monitoring",
                        "link": reverse_lazy("admin:reports"),
                        "permission": lambda request: request.user.has_perm("orders.view_order"),
                    },
                ],
            },
            {
                "title": _("首页"),
                "items": [
                    _link(_("内容位置"), "dashboard", "contents.contentcategory"),
                    _link(_("首页内容"), "image", "contents.content"),
                ],
            },
            {
                "title": _("商品"),
                "items": [
                    _link(_("商品"), "inventory_2", "goods.spu"),
                    _link(_("SKU"), "barcode", "goods.sku") | {"active": lambda request: _lists_skus(request) is False},
                    _link(_("库存紧张"), "production_quantity_limits", "goods.sku", "?stock_is=low")
                    | {"active": lambda request: _lists_skus(request) is True},
                    _link(_("品牌"), "loyalty", "goods.brand"),
                    _link(_("商品类别"), "category", "goods.category"),
                    _link(_("频道组"), "menu", "goods.channelgroup"),
                    _link(_("频道"), "tag", "goods.channel"),
                    _link(_("评价"), "reviews", "reviews.review"),
                ],
            },
            {
                "title": _("订单"),
                "items": [
                    _link(_("订单"), "receipt_long", "orders.order")
                    | {"active": lambda request: _lists_orders(request) is False},
                    _link(_("待发货"), "package_2", "orders.order", "?status__exact=to_ship")
                    | {"active": lambda request: _lists_orders(request) is True},
                ],
            },
            {
                "title": _("价格"),
                "items": [
                    _link(_("运费模板"), "local_shipping", "pricing.freighttemplate"),
                    _link(_("满减"), "sell", "pricing.reduction"),
                ],
            },
            {
                "title": _("资金"),
                "items": [
                    _link(_("支付"), "payments", "payment.payment"),
                    _link(_("退款"), "currency_exchange", "payment.refund"),
                    _link(_("退款/售后"), "assignment_return", "aftersales.aftersale"),
                    _link(_("对账"), "fact_check", "payment.reconciliation"),
                    _link(_("账目"), "account_balance", "ledger.posting"),
                ],
            },
            {
                "title": _("用户"),
                "items": [
                    _link(_("用户"), "person", "users.user"),
                    _link(_("登录"), "devices", "users.signin"),
                    _link(_("QQ 绑定"), "link", "oauth.qqaccount"),
                    _link(_("通知"), "notifications", "notices.notice"),
                    _link(_("收货地址"), "home_pin", "addresses.address"),
                    _link(_("数据副本"), "download", "accounts.dataexport"),
                    _link(_("注销申请"), "person_remove", "accounts.accountdeletion"),
                ],
            },
            {
                "title": _("设置"),
                "items": [
                    _link(_("用户组"), "group", "auth.group"),
                    _link(_("行政区划"), "map", "areas.area"),
                ],
            },
        ],
    },
}
