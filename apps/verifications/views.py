"""The pictures and recordings of captchas."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from utils.access import public
from utils.client_address import client_address

from . import services


@public
@require_safe
@never_cache
def captcha_image(request: HttpRequest, captcha_id: str) -> HttpResponse:
    return _made(request, captcha_id, services.draw_captcha, "image/png")


@public
@require_safe
@never_cache
def captcha_audio(request: HttpRequest, captcha_id: str) -> HttpResponse:
    return _made(request, captcha_id, services.speak_captcha, "audio/wav")


def _made(request: HttpRequest, captcha_id: str, make: Callable[..., bytes], content_type: str) -> HttpResponse:
    try:
        content = make(captcha_id, address=client_address(request))
    except services.CaptchaUnknown:
        raise Http404 from None
    except services.TooManyRequests as refusal:
        response = render(request, "errors/429.html", status=429)
        response["Retry-After"] = str(refusal.wait_seconds)
        return response
    return HttpResponse(content, content_type=content_type)
