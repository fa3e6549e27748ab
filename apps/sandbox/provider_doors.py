"""The addresses at which the packages of Tencent and Alibaba Cloud call: "/" of a host, told apart by a header."""

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_DOORS = {"X-TC-Action": "/sandbox/tencent/", "x-acs-action": "/sandbox/aliyun/"}
_CODE = re.compile(r"TemplateParam=[^& ]+")


def provider_doors(get_response: GetResponse) -> GetResponse:
    """Leads their calls from the home page to the stand-ins; their signatures are for "/"."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and request.path_info == "/":
            for header, path in _DOORS.items():
                if header in request.headers:
                    request.path_info = path
        return get_response(request)

    return middleware


class WithoutCodes(logging.Filter):
    """For the log of the development server: Alibaba Cloud is called with the code in the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _CODE.sub("TemplateParam=<code>", record.getMessage()), ()
        return True
