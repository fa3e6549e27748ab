"""Development: starts anywhere, on SQLite and the embedded Redis, with the sandbox in place of the outside world."""

from .env import BASE_DIR, env, port

env.read_env(env("ENV_FILE", default=str(BASE_DIR / ".env")), overwrite=False)

from .base import *  # noqa: E402, F403
from .base import DATA_DIR, INSTALLED_APPS, STORAGES  # noqa: E402

DEBUG = True
DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env("SECRET_KEY", default="development-only-key-that-production-refuses")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", ".localhost"])

INSTALLED_APPS = [*INSTALLED_APPS, "sandbox"]
PORT = port()  # `make run`; the workers post SMS to the sandbox there
SANDBOX_URL = f"http://127.0.0.1:{PORT}/sandbox"

# The real gateway code runs; only its address is ours.
RONGLIAN_BASE_URL = env("RONGLIAN_BASE_URL", default=f"{SANDBOX_URL}/ronglian")
RONGLIAN_ACCOUNT_SID = env("RONGLIAN_ACCOUNT_SID", default="sandbox-account")
RONGLIAN_AUTH_TOKEN = env("RONGLIAN_AUTH_TOKEN", default="sandbox-token")
RONGLIAN_APP_ID = env("RONGLIAN_APP_ID", default="sandbox-app")
EMAIL_BACKEND = env("EMAIL_BACKEND", default="sandbox.mail.SandboxBackend")

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
