"""Inputs without templates are what Django's templates make of them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from pytest_django.asserts import assertHTMLEqual

from goods.forms.quick_inputs import QUICK_INPUTS


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.NumberInput({"class": "wide a&b", "step": "0.01"}), "1.50"),
        (forms.TextInput({"required": True, "disabled": False}), '"><script>'),
        (forms.HiddenInput(), None),
        (forms.CheckboxInput({"id": "id_it"}), True),
        (forms.CheckboxInput(), False),
        (forms.Select(choices=[("1", "一")]), "1"),
    ],
)
def test_quick_inputs_are_those_of_the_templates(widget, value):
    drawn = widget.render("it", value, {"title": "<b>"}, renderer=QUICK_INPUTS)

    assertHTMLEqual(drawn, widget.render("it", value, {"title": "<b>"}, renderer=DjangoTemplates()))
