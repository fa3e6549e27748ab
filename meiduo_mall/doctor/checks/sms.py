"""SMS: the account of the provider that is chosen. Nothing is sent, because each costs money."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.module_loading import import_string

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check
from verifications.sms_gateways import provider

_NEEDED = {
    "ronglian": ("RONGLIAN_ACCOUNT_SID", "RONGLIAN_AUTH_TOKEN", "RONGLIAN_APP_ID"),
    "tencent": ("TENCENT_SMS_SECRET_ID", "TENCENT_SMS_SECRET_KEY", "TENCENT_SMS_APP_ID", "TENCENT_SMS_CODE_TEMPLATE"),
    "aliyun": ("ALIYUN_SMS_ACCESS_KEY_ID", "ALIYUN_SMS_ACCESS_KEY_SECRET", "ALIYUN_SMS_CODE_TEMPLATE"),
}
_ADDRESS = {"ronglian": "RONGLIAN_BASE_URL", "tencent": "TENCENT_SMS_BASE_URL", "aliyun": "ALIYUN_SMS_BASE_URL"}
_DEAR = 5000  # yuan
_WHY = "No code goes out: nobody can register."


@check("sms.account")
def account(mall: Mall) -> Iterator[Finding]:
    try:
        import_string(settings.SMS_GATEWAY)
    except ImportError as failure:
        do = "Set SMS_GATEWAY as .env.example says, and install the package of that provider."
        yield error(f"SMS_GATEWAY cannot be loaded: {failure}.", _WHY, do)
        return
    name = provider()
    found = list(_of_account(name, is_production=mall.is_production))
    yield from found or [fine(f"The account at {name} is filled in; whether it is right, only an SMS shows.")]


def _of_account(name: str, *, is_production: bool) -> Iterator[Finding]:
    for variable in _NEEDED.get(name, ()):
        if not getattr(settings, variable) or (is_production and getattr(settings, variable).startswith("sandbox-")):
            yield error(f"{variable} is not set.", _WHY, f"Copy it from the console of {name}.")
    address = getattr(settings, _ADDRESS.get(name, ""), "https://")
    if is_production and not address.startswith("https://"):
        why = "Codes travel in the clear, or go to a stand-in."
        yield error(f"{_ADDRESS[name]} is {address}.", why, "Take it away.")


@check("sms.budget")
def budget(mall: Mall) -> Iterator[Finding]:
    if settings.SMS_DAILY_CAP_TOTAL <= 0:
        what = "SMS_DAILY_CAP_TOTAL allows no SMS."
        yield error(what, _WHY, "Set it to what a good day needs, and some more.")
    elif mall.is_production and settings.SMS_DAILY_CAP_TOTAL * settings.SMS_PRICE_YUAN > _DEAR:
        cost = settings.SMS_DAILY_CAP_TOTAL * settings.SMS_PRICE_YUAN
        why = "That is the most that one day of an attack costs."
        yield warning(f"SMS may cost {cost:.2f} yuan a day.", why, "Lower SMS_DAILY_CAP_TOTAL.")
    else:
        yield fine(f"At most {settings.SMS_DAILY_CAP_TOTAL} SMS go out in a day.")
