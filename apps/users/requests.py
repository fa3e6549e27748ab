"""The type of a request whose visitor is known: what views decorated with `signed_in` are given."""

from django.http import HttpRequest

from .models import User


class SignedInRequest(HttpRequest):
    user: User
