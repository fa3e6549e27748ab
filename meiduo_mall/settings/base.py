"""What development, tests and production share. Values come from the environment; see .env.example."""

import sys

from django_guid.integrations.celery import CeleryIntegration

from .admin_theme import UNFOLD  # noqa: F401
from .database import database, replicas
from .env import BASE_DIR, broker_url, data_dir, embedded_redis_socket, env, redis_url, yuan
from .files import default_storage
from .metrics import metrics_networks, metrics_token, sentry_dsn

sys.path.insert(0, str(BASE_DIR / "apps"))

DATA_DIR = data_dir()
EMBEDDED_REDIS_SOCKET = embedded_redis_socket(DATA_DIR)

DEBUG = False
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "meiduo_mall.apps.MallConfig",  # before the theme: some of the theme's templates are ours
    "unfold.apps.BasicAppConfig",  # the theme without its own site; ours is in meiduo_mall/admin_site.py
    "unfold.contrib.filters",
    "meiduo_mall.apps.MallAdminConfig",
    "meiduo_mall.replica",
    "utils.unwanted_files",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_guid",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "verifications",
    "areas",
    "pricing",
    "goods",
    "carts",
    "contents",
    "users",
    "addresses",
    "ledger",
    "notices",
    "oauth",
    "staff",
    "orders",
    "payment",
    "aftersales",
    "reviews",
    "reports",
    "accounts",
]

MIDDLEWARE = [
    "meiduo_mall.stored_files.picture_hosts",
    "meiduo_mall.middleware.security_headers",
    "meiduo_mall.machine_doors.machine_doors",
    "meiduo_mall.metrics.middleware.counted_requests",  # only while metrics are on
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "utils.languages.english_addresses",
    "utils.page_cache.middleware.kept_pages",
    "django_guid.middleware.guid_middleware",  # below: its id costs half as much as a kept page, which logs nothing
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "meiduo_mall.middleware.ErrorPages",
    "meiduo_mall.database_away.DatabaseAway",
    "meiduo_mall.stored_files.StorageAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",  # asks the database only in sessions that proved a second factor
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "carts.middleware.guest_cart",
]

ROOT_URLCONF = "meiduo_mall.urls"
WSGI_APPLICATION = "meiduo_mall.wsgi.application"
CSRF_FAILURE_VIEW = "meiduo_mall.views.csrf_failure"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "utils.jinja2_env.environment",
            "context_processors": [
                "utils.preferences.page_context",
                "oauth.offers.page_context",
                "carts.masthead.page_context",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,  # the admin and its theme
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database -------------------------------------------------------------------------------------

DATABASES = {"default": database(f"sqlite:///{DATA_DIR / 'mall.sqlite3'}")}
#: Seconds that one statement of a page may take; longer than a page waits for a lock (deploy/mysql/mall.cnf).
DATABASE_READ_TIMEOUT = env.int("DATABASE_READ_TIMEOUT", default=10)
_REPLICAS = replicas(DATABASES["default"])
DATABASES |= _REPLICAS
#: Names of databases that pages may read from; empty without REPLICA_DATABASE_URLS.
REPLICAS = list(_REPLICAS)
#: Seconds that a replica may be behind; one that is further behind is not read.
REPLICA_MAX_LAG = env.int("REPLICA_MAX_LAG", default=5)
#: Seconds in which whoever has written reads the primary, and pages that were given up are built from it: longer than
#: what a replica may be behind, and how long that is believed (meiduo_mall/replica/watching.py).
READ_PRIMARY_SECONDS = REPLICA_MAX_LAG + 5 if REPLICAS else 0
if REPLICAS:
    DATABASE_ROUTERS = ["meiduo_mall.replica.router.ReplicaRouter"]
    MIDDLEWARE.insert(MIDDLEWARE.index("meiduo_mall.middleware.ErrorPages"), "meiduo_mall.replica.reading.late_reads")

# --- Redis: one purpose, one logical database, one prefix --------------------------------------------

_EMBEDDED_REDIS = f"unix://{EMBEDDED_REDIS_SOCKET}"


def _redis_cache(purpose: str) -> dict[str, object]:
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": redis_url(purpose, default_base=_EMBEDDED_REDIS),
        "KEY_PREFIX": purpose,
        "OPTIONS": {
            "SERIALIZER": "django_redis.serializers.json.JSONSerializer",  # never pickle
            "SOCKET_CONNECT_TIMEOUT": 1,  # seconds: a page that meets a server that hangs waits once
            "SOCKET_TIMEOUT": 1,  # seconds
        },
    }


CACHES = {
    "default": _redis_cache("cache"),
    "sessions": _redis_cache("sessions"),
    "codes": _redis_cache("codes"),  # captchas, SMS codes, counters of attempts: apps' store.py modules
    "history": _redis_cache("history"),
    "carts": _redis_cache("carts"),
}
CELERY_BROKER_URL = broker_url(redis_url("broker", default_base=_EMBEDDED_REDIS))
#: Seconds after which a message that a worker took and did not acknowledge is given to another one; longer than any
#: task of its kind.
CELERY_VISIBILITY_TIMEOUTS = {
    "io": env.int("CELERY_IO_VISIBILITY_TIMEOUT", default=600),
    "db": env.int("CELERY_DB_VISIBILITY_TIMEOUT", default=3600),
}

SESSION_ENGINE = "utils.sessions"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds: "remember me"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- Finding goods --------------------------------------------------------------------------------

#: The engine behind lists and search: a goods.index.CatalogueIndex by its full name.
CATALOGUE_INDEX = "goods.index.tantivy_index.TantivyIndex"
#: Its files, read by every process of this host.
CATALOGUE_INDEX_DIR = env("CATALOGUE_INDEX_DIR", default=str(DATA_DIR / "index"))

# --- Accounts -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["users.backends.UsernameOrMobileBackend"]
LOGIN_URL = "users:login"
LOGIN_REDIRECT_URL = "contents:home"
PASSWORD_HASHERS = ["users.hashers.LeanArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
#: Days in which somebody who closed their account may change their mind.
ACCOUNT_DELETION_GRACE_DAYS = env.int("ACCOUNT_DELETION_GRACE_DAYS", default=14)
#: Bytes of the copy of somebody's data before it is compressed; it is kept in the database for a week.
DATA_EXPORT_MAX_BYTES = env.int("DATA_EXPORT_MAX_BYTES", default=10_000_000)
#: Where people reach the mall, for links in mails and for search engines; ends with a slash.
PUBLIC_BASE_URL = env("PUBLIC_BASE_URL", default="http://127.0.0.1:8000/")
#: Whether search engines may read this site: not, when it is a copy for trying things out.
SEARCH_ENGINES_WELCOME = env.bool("SEARCH_ENGINES_WELCOME", default=True)
#: Whether staff prove a second factor before the admin opens.
STAFF_TWO_FACTOR = env.bool("STAFF_TWO_FACTOR", default=True)
OTP_TOTP_ISSUER = "美多商城"  # what the phone calls the codes
#: Reverse proxies of ours in front of the mall; that many entries of X-Forwarded-For, from the right, are believed.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- Orders ---------------------------------------------------------------------------------------

#: Minutes in which an order is paid before it closes by itself.
ORDER_PAY_MINUTES = env.int("ORDER_PAY_MINUTES", default=30)
#: Orders that one person can make in that time: each keeps its goods from everybody else until it is paid or closed.
ORDER_MOST = env.int("ORDER_MOST", default=20)
#: Days after which what was shipped counts as received.
ORDER_RECEIVE_DAYS = env.int("ORDER_RECEIVE_DAYS", default=15)
#: Days after the receipt in which somebody may ask for money back, with or without sending the goods back.
AFTERSALES_DAYS = env.int("AFTERSALES_DAYS", default=7)
#: Where goods are sent back to: what the admin proposes when a return is approved.
AFTERSALES_RETURN_ADDRESS = env("AFTERSALES_RETURN_ADDRESS", default="")
#: Whether reviews are shown before somebody of the shop has read them.
REVIEWS_SHOWN_AT_ONCE = env.bool("REVIEWS_SHOWN_AT_ONCE", default=False)
#: Hours after which a letter about an order that nobody takes has failed.
NOTICE_GIVE_UP_HOURS = env.int("NOTICE_GIVE_UP_HOURS", default=12)
#: Seconds after which a letter whose sender says nothing is sent by another one; longer than a mail takes with its
#: tries.
NOTICE_CLAIM_SECONDS = env.int("NOTICE_CLAIM_SECONDS", default=600)

# --- Alipay: off while there is no app id, and then only cash on delivery is offered ------------------

ALIPAY_APP_ID = env("ALIPAY_APP_ID", default="")
#: RSA keys as PEM, or as the bare base64 that Alipay shows.
ALIPAY_APP_PRIVATE_KEY = env("ALIPAY_APP_PRIVATE_KEY", default="")
ALIPAY_PUBLIC_KEY = env("ALIPAY_PUBLIC_KEY", default="")
ALIPAY_SELLER_ID = env("ALIPAY_SELLER_ID", default="")
ALIPAY_GATEWAY_URL = env("ALIPAY_GATEWAY_URL", default="https://openapi.alipay.com/gateway.do")
ALIPAY_PAGE_URL = env("ALIPAY_PAGE_URL", default="")

# --- QQ sign-in: off while there is no client id -----------------------------------------------------

QQ_CLIENT_ID = env("QQ_CLIENT_ID", default="")
QQ_CLIENT_SECRET = env("QQ_CLIENT_SECRET", default="")
QQ_BASE_URL = env("QQ_BASE_URL", default="https://graph.qq.com")
QQ_PAGE_BASE_URL = env("QQ_PAGE_BASE_URL", default="")
QQ_REDIRECT_URI = env("QQ_REDIRECT_URI", default="")

# --- SMS and mail -----------------------------------------------------------------------------------

SMS_GATEWAY = env("SMS_GATEWAY", default="verifications.sms_gateways.ronglian.RonglianGateway")
RONGLIAN_BASE_URL = env("RONGLIAN_BASE_URL", default="https://app.cloopen.com:8883")
RONGLIAN_ACCOUNT_SID = env("RONGLIAN_ACCOUNT_SID", default="")
RONGLIAN_AUTH_TOKEN = env("RONGLIAN_AUTH_TOKEN", default="")
RONGLIAN_APP_ID = env("RONGLIAN_APP_ID", default="")
RONGLIAN_CODE_TEMPLATE = env("RONGLIAN_CODE_TEMPLATE", default="1")
TENCENT_SMS_BASE_URL = env("TENCENT_SMS_BASE_URL", default="https://sms.tencentcloudapi.com")
TENCENT_SMS_REGION = env("TENCENT_SMS_REGION", default="ap-guangzhou")
TENCENT_SMS_SECRET_ID = env("TENCENT_SMS_SECRET_ID", default="")
TENCENT_SMS_SECRET_KEY = env("TENCENT_SMS_SECRET_KEY", default="")
TENCENT_SMS_APP_ID = env("TENCENT_SMS_APP_ID", default="")
TENCENT_SMS_SIGN_NAME = env("TENCENT_SMS_SIGN_NAME", default="美多商城")
TENCENT_SMS_CODE_TEMPLATE = env("TENCENT_SMS_CODE_TEMPLATE", default="")
ALIYUN_SMS_BASE_URL = env("ALIYUN_SMS_BASE_URL", default="https://dysmsapi.aliyuncs.com")
ALIYUN_SMS_ACCESS_KEY_ID = env("ALIYUN_SMS_ACCESS_KEY_ID", default="")
ALIYUN_SMS_ACCESS_KEY_SECRET = env("ALIYUN_SMS_ACCESS_KEY_SECRET", default="")
ALIYUN_SMS_SIGN_NAME = env("ALIYUN_SMS_SIGN_NAME", default="美多商城")
ALIYUN_SMS_CODE_TEMPLATE = env("ALIYUN_SMS_CODE_TEMPLATE", default="")
SMS_DAILY_CAP_PER_MOBILE = env.int("SMS_DAILY_CAP_PER_MOBILE", default=10)
SMS_DAILY_CAP_PER_ADDRESS = env.int("SMS_DAILY_CAP_PER_ADDRESS", default=50)
SMS_DAILY_CAP_TOTAL = env.int("SMS_DAILY_CAP_TOTAL", default=20_000)
SMS_PRICE_YUAN = env("SMS_PRICE_YUAN", cast=yuan, default=yuan("0.045"))
#: Who is written to when money or the mall is in danger, as Django wants it: names and addresses.
ADMINS = [("", address) for address in env.list("ADMINS", default=[])]

EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env("EMAIL_HOST", default="smtp.163.com")
EMAIL_PORT = env.int("EMAIL_PORT", default=465)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=True)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="美多商城 <noreply@localhost>")

# --- Languages, time, files -----------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]  # each in its own language
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "meiduo_mall" / "locale"]  # the second: the theme of the admin
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env("STATIC_ROOT", default=str(DATA_DIR / "staticfiles"))
MEDIA_URL = "/media/"
MEDIA_ROOT = env("MEDIA_ROOT", default=str(DATA_DIR / "media"))
#: FastDFS keeps what people upload as soon as it has trackers, "host:port" each; MEDIA_ROOT until then.
FDFS_TRACKERS = env.list("FDFS_TRACKERS", default=[])
#: Where browsers find its files: each file at one of them.
FDFS_BASE_URLS = env.list("FDFS_BASE_URL", default=[MEDIA_URL])
FDFS_TOKEN_SECRET = env("FDFS_TOKEN_SECRET", default="")
FDFS_TOKEN_SECONDS = env.int("FDFS_TOKEN_SECONDS", default=900)
FDFS_CONNECT_SECONDS = env.float("FDFS_CONNECT_SECONDS", default=2.0)
FDFS_SECONDS = env.float("FDFS_SECONDS", default=10.0)
STORAGES = {
    "default": default_storage(
        trackers=FDFS_TRACKERS,
        base_urls=FDFS_BASE_URLS,
        token_secret=FDFS_TOKEN_SECRET,
        token_seconds=FDFS_TOKEN_SECONDS,
        connect_timeout=FDFS_CONNECT_SECONDS,
        timeout=FDFS_SECONDS,
    ),
    "staticfiles": {"BACKEND": "utils.static_storage.FlattenedManifestStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes of a form without its files
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# --- Being watched: by nobody, unless these say so ---------------------------------------------------

#: Who may read /metrics: whoever has the token and comes from one of the networks; each counts when it is set.
METRICS_TOKEN = metrics_token()
METRICS_ALLOWED = metrics_networks()
#: Where the processes of one host put what they count; the name of the variable is that of prometheus_client.
METRICS_DIR = env("PROMETHEUS_MULTIPROC_DIR", default=str(DATA_DIR / "metrics"))
#: Where errors are reported to.
SENTRY_DSN = sentry_dsn()
SENTRY_ENVIRONMENT = env("SENTRY_ENVIRONMENT", default="production")

# --- Logs: one line format, rotated, with a request id, without secrets --------------------------------

LOG_DIR = env("LOG_DIR", default=str(BASE_DIR / "logs"))
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
DJANGO_GUID = {
    "GUID_HEADER_NAME": "X-Request-ID",
    "VALIDATE_GUID": True,
    "RETURN_HEADER": True,
    "EXPOSE_HEADER": False,
    "INTEGRATIONS": [CeleryIntegration()],
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "django_guid.log_filters.CorrelationId"}},
    "formatters": {
        "line": {
            "()": "utils.logs.MaskingFormatter",
            "format": "%(levelname)s %(asctime)s %(correlation_id)s %(module)s:%(lineno)d %(message)s",
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
        "file": {
            "class": "concurrent_log_handler.ConcurrentRotatingFileHandler",
            "filename": f"{LOG_DIR}/meiduo.log",
            "maxBytes": 50 * 1024 * 1024,
            "backupCount": 10,
            "encoding": "utf-8",
            "delay": True,
            "formatter": "line",
            "filters": ["request_id"],
        },
    },
    "root": {"handlers": ["console", "file"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django_guid": {"level": "WARNING"},  # says at INFO that it set an id
        "urllib3": {"level": "INFO"},  # prints at DEBUG the addresses of calls, with their signatures
    },
}
