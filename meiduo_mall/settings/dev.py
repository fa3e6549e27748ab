"""Development: starts anywhere, on SQLite and the embedded Redis, with the sandbox in place of the outside world."""

from .alipay_keys import kept_key_pair
from .env import BASE_DIR, env, port

env.read_env(env("ENV_FILE", default=str(BASE_DIR / ".env")), overwrite=False)

from .base import *  # noqa: E402, F403
from .base import DATA_DIR, INSTALLED_APPS, MIDDLEWARE, STORAGES  # noqa: E402

DEBUG = True
DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env("SECRET_KEY", default="development-only-key-that-production-refuses")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", ".localhost"])

INSTALLED_APPS = [*INSTALLED_APPS, "sandbox"]
MIDDLEWARE = ["sandbox.provider_doors.provider_doors", *MIDDLEWARE]
PORT = port()  # `make run`; the workers post SMS to the sandbox there
SANDBOX_URL = f"http://127.0.0.1:{PORT}/sandbox"
SEARCH_ENGINES_WELCOME = env.bool("SEARCH_ENGINES_WELCOME", default=False)
PUBLIC_BASE_URL = env("PUBLIC_BASE_URL", default=f"http://127.0.0.1:{PORT}/")

# The real gateway code runs; only its address is ours.
RONGLIAN_BASE_URL = env("RONGLIAN_BASE_URL", default=f"{SANDBOX_URL}/ronglian")
RONGLIAN_ACCOUNT_SID = env("RONGLIAN_ACCOUNT_SID", default="sandbox-account")
RONGLIAN_AUTH_TOKEN = env("RONGLIAN_AUTH_TOKEN", default="sandbox-token")
RONGLIAN_APP_ID = env("RONGLIAN_APP_ID", default="sandbox-app")
TENCENT_SMS_BASE_URL = env("TENCENT_SMS_BASE_URL", default=f"http://127.0.0.1:{PORT}")
TENCENT_SMS_SECRET_ID = env("TENCENT_SMS_SECRET_ID", default="sandbox-id")
TENCENT_SMS_SECRET_KEY = env("TENCENT_SMS_SECRET_KEY", default="sandbox-key")
TENCENT_SMS_APP_ID = env("TENCENT_SMS_APP_ID", default="1400000001")
TENCENT_SMS_CODE_TEMPLATE = env("TENCENT_SMS_CODE_TEMPLATE", default="1001")
ALIYUN_SMS_BASE_URL = env("ALIYUN_SMS_BASE_URL", default=f"http://127.0.0.1:{PORT}")
ALIYUN_SMS_ACCESS_KEY_ID = env("ALIYUN_SMS_ACCESS_KEY_ID", default="sandbox-id")
ALIYUN_SMS_ACCESS_KEY_SECRET = env("ALIYUN_SMS_ACCESS_KEY_SECRET", default="sandbox-secret")
ALIYUN_SMS_CODE_TEMPLATE = env("ALIYUN_SMS_CODE_TEMPLATE", default="SMS_1001")
EMAIL_BACKEND = env("EMAIL_BACKEND", default="sandbox.mail.SandboxBackend")
STAFF_TWO_FACTOR = env.bool("STAFF_TWO_FACTOR", default=False)  # the demo's staff have no device

# The sandbox stands for QQ: the mall asks it over HTTP, and the browser stays on the host that it is on.
QQ_CLIENT_ID = env("QQ_CLIENT_ID", default="100000001")
QQ_CLIENT_SECRET = env("QQ_CLIENT_SECRET", default="sandbox-secret")
QQ_BASE_URL = env("QQ_BASE_URL", default=f"{SANDBOX_URL}/qq")
QQ_PAGE_BASE_URL = env("QQ_PAGE_BASE_URL", default="/sandbox/qq")

# The sandbox stands for Alipay in the same way; both sides sign with keys that this machine made.
_MALL_KEYS = kept_key_pair(DATA_DIR / "alipay" / "mall.pem")
_GATEWAY_KEYS = kept_key_pair(DATA_DIR / "alipay" / "gateway.pem")
ALIPAY_APP_ID = env("ALIPAY_APP_ID", default="2021000000000001")
ALIPAY_APP_PRIVATE_KEY = env("ALIPAY_APP_PRIVATE_KEY", default=_MALL_KEYS.private)
ALIPAY_PUBLIC_KEY = env("ALIPAY_PUBLIC_KEY", default=_GATEWAY_KEYS.public)
ALIPAY_SELLER_ID = env("ALIPAY_SELLER_ID", default="2088000000000001")
ALIPAY_GATEWAY_URL = env("ALIPAY_GATEWAY_URL", default=f"{SANDBOX_URL}/alipay/gateway.do")
ALIPAY_PAGE_URL = env("ALIPAY_PAGE_URL", default="/sandbox/alipay/gateway.do")
ALIPAY_STAND_IN_PRIVATE_KEY = _GATEWAY_KEYS.private
ALIPAY_STAND_IN_APP_KEY = _MALL_KEYS.public

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
