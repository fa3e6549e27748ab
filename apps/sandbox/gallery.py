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
from django.views.decorators.http import require_safe

from contents.queries import Floor, Item, Panel
from goods.queries.menu import MenuCategory, MenuChannel, MenuGroup
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
    }


def _picture() -> Picture:
    return Picture(src=static("img/favicon.svg"), width=160, height=160, srcset="")


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
    return [MenuGroup((MenuChannel("手机", "#component-menu"), MenuChannel("数码", "#component-menu")), (second,))]
