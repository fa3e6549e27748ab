"""How the stand-in of Alipay signs, and checks what the mall signed (RSA2: RSASSA-PKCS1-v1_5 with SHA-256)."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import lru_cache

from Cryptodome.Hash import SHA256
from Cryptodome.PublicKey import RSA
from Cryptodome.Signature import pkcs1_15
from django.conf import settings
from django.http import HttpResponse


def is_signed_by_mall(asked: Mapping[str, str]) -> bool:
    signed = {name: value for name, value in asked.items() if name != "sign" and value}
    verifier = pkcs1_15.new(_key(settings.ALIPAY_STAND_IN_APP_KEY))
    try:
        verifier.verify(SHA256.new(_text(signed).encode()), b64decode(asked.get("sign", "")))
    except ValueError:
        return False
    return True


def signed(said: Mapping[str, str]) -> dict[str, str]:
    """What a notice or an address to return to carries."""
    return {**said, "sign_type": "RSA2", "sign": _signature(_text(said))}


def signed_answer(method: str, said: Mapping[str, object]) -> HttpResponse:
    """What a call is answered with: the signature is of the text of the inner object as it stands there."""
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    name = f"{method.replace('.', '_')}_response"
    return HttpResponse(f'{{"{name}":{body},"sign":"{_signature(body)}"}}', content_type="application/json")


def _text(values: Mapping[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in sorted(values.items()))


def _signature(text: str) -> str:
    return b64encode(pkcs1_15.new(_key(settings.ALIPAY_STAND_IN_PRIVATE_KEY)).sign(SHA256.new(text.encode()))).decode()


@lru_cache(maxsize=4)
def _key(pem: str) -> RSA.RsaKey:
    return RSA.import_key(pem)
