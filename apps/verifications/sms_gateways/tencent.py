"""Tencent Cloud (腾讯云短信): SendSms, version 2021-01-11, through their package (requirements-tencent.txt)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from . import Sent, SmsRefused, SmsUnanswered, SmsUnavailable, sdks

_SUCCESS = "Ok"
_THEIR_FAULT = "InternalError"  # it may have sent
_TURNED_AWAY = "RequestLimitExceeded"  # by the door keeper of all their interfaces: it passed nothing on
#: Codes that their package makes up when the answer is not one of the interface.
_NO_ANSWER = {"ClientNetworkError", "ServerNetworkError", "JSONDecodeError", "KeyError", "TypeError"}


class TencentGateway:
    """Address, account, signature and templates come from settings.TENCENT_SMS_*."""

    def __init__(self) -> None:
        self._credential = _module("common.credential")
        self._client_profile = _module("common.profile.client_profile")
        self._http_profile = _module("common.profile.http_profile")
        self._models = _module("sms.v20210111.models")
        self._sms_client = _module("sms.v20210111.sms_client")
        self._error = _module("common.exception.tencent_cloud_sdk_exception").TencentCloudSDKException
        sdks.keep_quiet("tencentcloud_sdk_common")

    def send(self, mobile: str, template: str, params: Sequence[str]) -> Sent:
        """See Gateway.send."""
        try:
            answer = self._client().SendSms(self._order(mobile, template, params))
        except self._error as error:
            raise _refusal(error) from None
        if not answer.SendStatusSet:  # their package overlooks an error of another content type
            raise SmsUnanswered("no status")
        status = answer.SendStatusSet[0]
        if status.Code != _SUCCESS:
            raise _no(str(status.Code))
        return Sent(str(status.SerialNo or ""))

    def _client(self) -> Any:
        scheme, host = sdks.split_base_url(settings.TENCENT_SMS_BASE_URL)
        timeouts = (sdks.CONNECT_TIMEOUT, sdks.ANSWER_TIMEOUT)
        http = self._http_profile.HttpProfile(protocol=scheme, endpoint=host, reqTimeout=timeouts)
        profile = self._client_profile.ClientProfile(httpProfile=http)  # without a retryer it calls once
        account = self._credential.Credential(settings.TENCENT_SMS_SECRET_ID, settings.TENCENT_SMS_SECRET_KEY)
        return self._sms_client.SmsClient(account, settings.TENCENT_SMS_REGION, profile)

    def _order(self, mobile: str, template: str, params: Sequence[str]) -> Any:
        order = self._models.SendSmsRequest()
        order.PhoneNumberSet = [f"+86{mobile}"]
        order.SmsSdkAppId = settings.TENCENT_SMS_APP_ID
        order.SignName = settings.TENCENT_SMS_SIGN_NAME
        order.TemplateId = {"code": settings.TENCENT_SMS_CODE_TEMPLATE}[template]
        order.TemplateParamSet = list(params)
        # A connection is used once: one that they are just closing would leave open what became of the SMS.
        order.headers = {"Connection": "close"}
        return order


def _module(name: str) -> Any:
    return sdks.sdk_module(f"tencentcloud.{name}", requirements="requirements-tencent.txt")


def _refusal(error: Any) -> Exception:
    """The error of ours that theirs amounts to, without its text."""
    if sdks.was_never_sent(error):
        return SmsUnavailable(sdks.reason(error))
    code = str(error.get_code())
    if code.startswith(_TURNED_AWAY):
        return SmsUnavailable(code)
    if code in _NO_ANSWER:
        return SmsUnanswered(code if code == "ServerNetworkError" else sdks.reason(error))
    return _no(code)


def _no(code: str) -> SmsRefused:
    return SmsUnanswered(code) if code.startswith(_THEIR_FAULT) else SmsRefused(code)
