"""Inputs that are drawn without a template: on a page with hundreds of them the templates take half of the time."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

_PLAIN = {f"django/forms/widgets/{name}.html" for name in ("input", "text", "number", "hidden", "checkbox")}


class QuickInputs(DjangoTemplates):
    """Draws what Django's own templates for <input> would; everything else by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in _PLAIN:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    attributes = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        attributes["value"] = widget["value"]
    others = {name: value for name, value in widget["attrs"].items() if value is not None}
    return format_html("<input{}>", flatatt(attributes | others))


QUICK_INPUTS = QuickInputs()
