"""Forms of shop pages, and fields that several of them have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import Jinja2
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

PASSWORD_MAX_LENGTH = 128

#: What a page with a form answers to: looking at it, and sending it.
form_page = require_http_methods(["GET", "HEAD", "POST"])


class ShopForm(forms.Form):
    """A form of a shop page: its fields are rendered by Jinja2, as the page is."""

    default_renderer = Jinja2()  # one for all forms: each builds an environment of its own


class NextField(forms.CharField):
    """The page to go on to; checked against our own host when it is used."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, max_length=2000, **kwargs)

    def clean(self, value: Any) -> str:
        """An unusable page is no page: nobody is kept out because of where they came from."""
        try:
            return str(super().clean(value))
        except ValidationError:
            return ""


class PasswordField(forms.CharField):
    """A password, taken as it was typed, spaces included."""

    autocomplete = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "label": _("密码"),
                "max_length": PASSWORD_MAX_LENGTH,
                "strip": False,
                "error_messages": {"required": _("请输入密码")},
                "widget": forms.PasswordInput(attrs={"autocomplete": self.autocomplete}),
                **kwargs,
            }
        )


class PresentPasswordField(PasswordField):
    """The password that somebody has."""

    autocomplete = "current-password"


class NewPasswordField(PasswordField):
    """A password that somebody chooses; the form gives it to Django's validators."""

    autocomplete = "new-password"
