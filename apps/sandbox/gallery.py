"""The gallery: every component of the design system in every state, in both themes side by side."""

from decimal import Decimal

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from contents.queries import Floor, Item, Panel
from goods.index import Facet, Found
from goods.index import Request as Asked
from goods.queries.menu import MenuCategory, MenuChannel, MenuGroup
from goods.queries.narrowing import Names, Narrowing, narrowing
from pricing.quotes import Freight, Quote, Rates, Saving, quote
from pricing.quotes import Item as Bought
from pricing.wording import said
from utils.access import public
from utils.pictures import Picture
from verifications.services import new_captcha_id

THEMES = ("light", "dark")
_FOLDER = "components/"


class ExampleForm(forms.Form):
    """One field of each kind that the `field` macro draws."""

    name = forms.CharField(label="用户名", max_length=20, help_text="5–20 个字母、数字、下划线或短横线")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)
    mobile = forms.CharField(label="手机号", widget=forms.TextInput(attrs={"type": "tel", "inputmode": "numeric"}))
    remember = forms.BooleanField(label="14 天内保持登录", error_messages={"required": "请先勾选"})
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    context = {
        "names": component_names(),
        "panes": [_pane(theme) for theme in THEMES],
        "page": Paginator(range(400), 20).page(7),
        "link": "?page={}".format,
        "amounts": [Decimal("6999.00"), Decimal("0.50"), Decimal("128.90")],
        "picture_example": _picture(),
        "sum_lines": said(_quoted().explanation),
        "moment": timezone.now(),
        "slides": [Item("春茶上新", "#component-carousel", "明前龙井", _picture()), Item("换季衣柜", "", "", None)],
        "menu_groups": _menu_groups(),
        "message_examples": [
            Message(constants.SUCCESS, "已退出登录。"),
            Message(constants.WARNING, "库存只剩 2 件。"),
            Message(constants.ERROR, "没有保存，请再试一次。"),
        ],
    }
    return render(request, "sandbox/components.html", context)


def component_names() -> list[str]:
    """The macros in templates/components/, one file each; the gallery fails for one without an example."""
    templates = engines["jinja2"].env.list_templates(extensions=["html"])  # type: ignore[attr-defined]
    return [name.removeprefix(_FOLDER).removesuffix(".html") for name in templates if name.startswith(_FOLDER)]


def _quoted() -> Quote:
    """Goods of two templates, one of them sent for nothing, with something off."""
    freights: dict[int | None, Freight] = {
        1: Freight("标准运费", Decimal(8), Decimal(99)),
        2: Freight("大件商品", Decimal(60), Decimal(3000)),
    }
    items = [Bought(1, Decimal("128.90"), 1, template_id=1), Bought(2, Decimal("1999.00"), 1, template_id=2)]
    return quote(items, Rates(freights, [Saving("满 1000 减 80", Decimal(1000), Decimal(80))], province="广东省"))


def _pane(theme: str) -> dict[str, object]:
    wrong = ExampleForm({"name": "李", "mobile": "123"}, auto_id=f"{theme}_wrong_%s")
    wrong.add_error("name", "用户名为 5–20 个字母、数字、下划线或短横线")
    wrong.add_error("mobile", "请输入 11 位中国大陆手机号")
    wrong.add_error(None, "账号或密码不对，请重新输入")
    return {
        "theme": theme,
        "form": ExampleForm(initial={"name": "meiduo_fan"}, auto_id=f"{theme}_%s"),
        "wrong": wrong,
        "captcha_id": new_captcha_id(),
        "floor": _floor(THEMES.index(theme) + 1),
        "narrowing": _narrowing(),
        "skus": [_sku(), _sku(stock=3, cover=None), _sku(stock=0, caption="", name="很短的名字")],
    }


def _picture() -> Picture:
    return Picture(src=static("img/favicon.svg"), width=160, height=160, srcset="")


def _sku(**changed: object) -> dict[str, object]:
    """What a card shows of a SKU."""
    name = "美多 M20 Pro 12GB+512GB 5G 全网通 曲面屏 旗舰拍照手机 曜石黑"
    sku = {"pk": 1, "name": name, "caption": "下单即赠保护壳", "price": Decimal("4999.00"), "stock": 60, "sales": 12345}
    return sku | {"cover": _picture()} | changed | {"is_in_stock": changed.get("stock") != 0}


def _narrowing() -> Narrowing:
    asked = Asked(words="手机", brand_ids=(1,), specifications=(("颜色", "红"),), in_stock=True)
    found = Found(
        sku_ids=(),
        total=0,
        brands=tuple(Facet(str(pk), 9 - pk) for pk in (1, 2, 3)),
        specifications={"颜色": (Facet("红", 4), Facet("黑", 2))},
        price_range=(Decimal(99), Decimal("6999.90")),
        in_stock_count=6,
    )
    return narrowing(asked, found, Names({1: "美多", 2: "青禾", 3: "远山"}, {}))


def _floor(number: int) -> Floor:
    phone = Item("拍照手机", "#component-floor", "¥2999.00", _picture())
    plain = Item("没有图片的商品", "#component-floor", "", None)
    return Floor(
        number=number,
        name="手机通讯",
        logo=Item("手机通讯", "", "新机首发", _picture()),
        channels=(Item("以旧换新", "#component-floor", "", None),),
        tags=(Item("轻薄", "", "", None), Item("长续航", "#component-floor", "", None)),
        panels=(Panel("phones", "时尚新品", (phone, plain)), Panel("parts", "配件", (plain,))),
    )


def _menu_groups() -> list[MenuGroup]:
    third = MenuCategory(3, "拍照手机", "#component-menu")
    second = MenuCategory(2, "手机通讯", "#component-menu", (third,))
    return [
        MenuGroup((MenuChannel(1, "手机", "#component-menu"), MenuChannel(4, "数码", "#component-menu")), (second,))
    ]
