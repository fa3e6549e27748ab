"""Alipay: two keys that are easily mixed up, and whose money it is."""

import re
from collections.abc import Iterator

from Cryptodome.PublicKey import RSA
from django.conf import settings

from meiduo_mall.doctor.findings import Finding, error, fine
from meiduo_mall.doctor.registry import Mall, check

_LEAST_BITS = 2048
_OFFER = "Nobody can pay, and no notice of a payment is believed."
_OURS = "ALIPAY_APP_PRIVATE_KEY"
_THEIRS = "ALIPAY_PUBLIC_KEY"


@check("alipay.keys")
def keys(mall: Mall) -> Iterator[Finding]:
    if not settings.ALIPAY_APP_ID:
        yield fine("Alipay is off: only cash on delivery is offered.")
        return
    ours, theirs = (_key(getattr(settings, name), kind) for name, kind in ((_OURS, "RSA PRIVATE"), (_THEIRS, "PUBLIC")))
    found = [*_of_ours(ours), *_of_theirs(theirs, ours)]
    bits = ours.size_in_bits() if ours else 0
    yield from found or [fine(f"Our key is RSA of {bits} bits, and Alipay's is another one.")]


def _key(text: str, kind: str) -> RSA.RsaKey | None:
    """PEM, or the bare base64 that Alipay shows; None when it is neither."""
    pem = text if "-----" in text else f"-----BEGIN {kind} KEY-----\n{text.strip()}\n-----END {kind} KEY-----"
    try:
        return RSA.import_key(pem)
    except (ValueError, IndexError, TypeError):
        return None


def _of_ours(key: RSA.RsaKey | None) -> Iterator[Finding]:
    if key is None:
        do = "Set it to the PEM text, or the base64 in one line, that Alipay's tool made for the app."
        yield error(f"{_OURS} cannot be read.", _OFFER, do)
    elif not key.has_private():
        yield error(f"{_OURS} is a public key.", _OFFER, "Set it to the private one of the app's pair.")
    elif key.size_in_bits() < _LEAST_BITS:
        why = "Such keys are broken, and Alipay refuses RSA2 with them."
        yield error(f"{_OURS} has {key.size_in_bits()} bits.", why, f"Make a pair of {_LEAST_BITS} bits.")


def _of_theirs(key: RSA.RsaKey | None, ours: RSA.RsaKey | None) -> Iterator[Finding]:
    do = "Copy 支付宝公钥 of this app from the console of Alipay; not 应用公钥."
    if key is None:
        yield error(f"{_THEIRS} cannot be read.", _OFFER, do)
    elif key.has_private():
        yield error(f"{_THEIRS} is a private key.", "It should be in nobody's hands but its owner's.", do)
    elif ours is not None and key.n == ours.n:
        why = "Notices that Alipay signs look forged, and whoever has our key can say that an order was paid."
        yield error(f"{_THEIRS} is our own public key.", why, do)


@check("alipay.account")
def account(mall: Mall) -> Iterator[Finding]:
    if not settings.ALIPAY_APP_ID:
        yield fine("Alipay is off.")
        return
    found = list(_of_account(is_production=mall.is_production))
    yield from found or [fine("App, seller and gateway look like Alipay's.")]


def _of_account(*, is_production: bool) -> Iterator[Finding]:
    if not re.fullmatch(r"\d{16}", settings.ALIPAY_APP_ID):
        yield error("ALIPAY_APP_ID is not 16 digits.", _OFFER, "Copy it from the console of Alipay.")
    if not re.fullmatch(r"2088\d{12}", settings.ALIPAY_SELLER_ID):
        why = "Notices for it are taken for somebody else's, and payments are not believed."
        yield error("ALIPAY_SELLER_ID is not 2088 and twelve digits.", why, "Copy the PID from the console of Alipay.")
    if is_production and not settings.ALIPAY_GATEWAY_URL.startswith("https://openapi.alipay.com/"):
        why = "Payments go to a stand-in or a sandbox: goods leave the shop without money."
        yield error(f"ALIPAY_GATEWAY_URL is {settings.ALIPAY_GATEWAY_URL}.", why, "Take it away.")
