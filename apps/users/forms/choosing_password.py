"""Checking a new password that was typed twice, into the fields `password` and `password_again`."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import User


def check_new_password(form: forms.Form, person: User) -> None:
    """Adds to the form what is wrong with the new password of this person."""
    password = form.cleaned_data.get("password")
    if not password:
        return
    if password != form.cleaned_data.get("password_again"):
        form.add_error("password_again", _("两次输入的密码不一致"))
    try:
        validate_password(password, person)
    except ValidationError as problems:
        form.add_error("password", problems)
