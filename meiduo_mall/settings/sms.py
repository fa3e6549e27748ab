"""What production needs for the SMS provider that SMS_GATEWAY names, and for no other."""

from importlib.util import find_spec
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

from .env import required


class _Needs(NamedTuple):
    values: tuple[str, ...]
    package: str = ""
    requirements: str = ""


_GATEWAYS = {
    "verifications.sms_gateways.ronglian.RonglianGateway": _Needs(
        ("RONGLIAN_ACCOUNT_SID", "RONGLIAN_AUTH_TOKEN", "RONGLIAN_APP_ID")
    ),
    "verifications.sms_gateways.tencent.TencentGateway": _Needs(
        ("TENCENT_SMS_SECRET_ID", "TENCENT_SMS_SECRET_KEY", "TENCENT_SMS_APP_ID", "TENCENT_SMS_CODE_TEMPLATE"),
        package="tencentcloud",
        requirements="requirements-tencent.txt",
    ),
    "verifications.sms_gateways.aliyun.AliyunGateway": _Needs(
        ("ALIYUN_SMS_ACCESS_KEY_ID", "ALIYUN_SMS_ACCESS_KEY_SECRET", "ALIYUN_SMS_CODE_TEMPLATE"),
        package="alibabacloud_dysmsapi20170525",
        requirements="requirements-aliyun.txt",
    ),
}


def check_sms_gateway(path: str) -> None:
    """Raises ImproperlyConfigured, naming what is missing. A gateway from elsewhere checks itself."""
    needs = _GATEWAYS.get(path, _Needs(()))
    for name in needs.values:
        required(name)
    if needs.package and find_spec(needs.package) is None:
        raise ImproperlyConfigured(
            f"SMS_GATEWAY names {path}, but its package is not installed. Run: pip install -r {needs.requirements}"
        )
