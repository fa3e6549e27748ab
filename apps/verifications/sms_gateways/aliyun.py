"""Alibaba Cloud (阿里云短信): SendSms, version 2017-05-25, through their package (requirements-aliyun.txt)."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from . import Sent, SmsRefused, SmsUnanswered, SmsUnavailable, sdks

_SUCCESS = "OK"
_THEIR_FAULT = {"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR"}  # it may have sent
_TURNED_AWAY = "Throttling"  # by the door keeper of all their interfaces: it passed nothing on
_TURNED_AWAY_STATUS = {429, 503}
#: The names that the variables have in a template, in the order of the parameters.
_VARIABLES = {"code": ("code", "minutes")}


class AliyunGateway:
    """Address, account, signature and templates come from settings.ALIYUN_SMS_*.

    Their package keeps connections and signs every header, so that a connection cannot be told to close: an SMS on
    one that they are just closing counts as unanswered.
    """

    def __init__(self) -> None:
        self._models = _module("alibabacloud_dysmsapi20170525.models")
        self._client_class = _module("alibabacloud_dysmsapi20170525.client").Client
        self._config_class = _module("alibabacloud_tea_openapi.utils_models").Config
        self._runtime_class = _module("darabonba.runtime").RuntimeOptions
        sdks.keep_quiet("darabonba-core", "alibabacloud-tea")

    def send(self, mobile: str, template: str, params: Sequence[str]) -> Sent:
        """See Gateway.send."""
        client, order = self._client(), self._order(mobile, template, params)
        try:
            answer = client.send_sms_with_options(order, self._runtime_class())
        except Exception as error:  # their package raises whatever came up below it
            raise _refusal(error) from None
        code = getattr(answer.body, "code", None)
        if not code:
            raise SmsUnanswered("no status")
        if code in _THEIR_FAULT:
            raise SmsUnanswered(code)
        if code != _SUCCESS:
            raise SmsRefused(str(code))
        return Sent(str(answer.body.biz_id or ""))

    def _client(self) -> Any:
        scheme, host = sdks.split_base_url(settings.ALIYUN_SMS_BASE_URL)
        config = self._config_class(  # without retry options it calls once
            protocol=scheme,
            endpoint=host,
            access_key_id=settings.ALIYUN_SMS_ACCESS_KEY_ID,
            access_key_secret=settings.ALIYUN_SMS_ACCESS_KEY_SECRET,
            connect_timeout=round(sdks.CONNECT_TIMEOUT * 1000),  # milliseconds
            read_timeout=round(sdks.ANSWER_TIMEOUT * 1000),
        )
        return self._client_class(config)

    def _order(self, mobile: str, template: str, params: Sequence[str]) -> Any:
        values = dict(zip(_VARIABLES[template], params, strict=True))
        return self._models.SendSmsRequest(
            phone_numbers=mobile,
            sign_name=settings.ALIYUN_SMS_SIGN_NAME,
            template_code={"code": settings.ALIYUN_SMS_CODE_TEMPLATE}[template],
            template_param=json.dumps(values),
        )


def _module(name: str) -> Any:
    return sdks.sdk_module(name, requirements="requirements-aliyun.txt")


def _refusal(error: Exception) -> Exception:
    """The error of ours that theirs amounts to, without its text."""
    if sdks.was_never_sent(error):
        return SmsUnavailable(sdks.reason(error))
    status, code = getattr(error, "status_code", None), getattr(error, "code", None)
    if status in _TURNED_AWAY_STATUS or str(code).startswith(_TURNED_AWAY):
        return SmsUnavailable(str(code))
    if status is None or not 400 <= status < 500 or code in (None, "None"):
        return SmsUnanswered(f"HTTP {status}" if status else sdks.reason(error))
    return SmsRefused(str(code))
