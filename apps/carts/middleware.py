"""Where the cookie of a guest's cart gets onto the answer."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .guest import write_cookie

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def guest_cart(get_response: GetResponse) -> GetResponse:
    """Writes or deletes the cookie when the cart was changed during the request.

    A middleware, because people sign in by several views that know nothing of carts: the service that merges the cart
    is called through `users.services.signing_in.sign_in`, which has the request but not the answer.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        write_cookie(request, response)
        return response

    return middleware
