"""Production: refuses to start without its secrets, serves only over HTTPS."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALIPAY_APP_ID, INSTALLED_APPS, SMS_GATEWAY, STORAGES
from .env import env, required
from .sms import check_sms_gateway

SECRET_KEY = required("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters. Make one with `make secret`.")
required("DATABASE_URL")
required("REDIS_URL")
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
required("EMAIL_HOST_PASSWORD")
check_sms_gateway(SMS_GATEWAY)
if ALIPAY_APP_ID:
    for name in ("ALIPAY_APP_PRIVATE_KEY", "ALIPAY_PUBLIC_KEY", "ALIPAY_SELLER_ID"):
        required(name)
if "sandbox" in INSTALLED_APPS:
    raise ImproperlyConfigured("The sandbox is for development only; production does not start with it.")

PUBLIC_BASE_URL = env("PUBLIC_BASE_URL", default=f"https://{ALLOWED_HOSTS[0].lstrip('.')}/")
if "*" in PUBLIC_BASE_URL:
    raise ImproperlyConfigured("PUBLIC_BASE_URL is not set, and ALLOWED_HOSTS names no host to link to in mails.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.int("TRUSTED_PROXY_COUNT", default=0) else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
STORAGES["staticfiles"]["OPTIONS"] = {"use_brotli": True}
