import logging
import os

from django.apps import AppConfig
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV
from django.utils.translation import gettext_lazy as _

from utils.child_processes import end_with_parent

from .provider_doors import WithoutCodes


class SandboxConfig(AppConfig):
    name = "sandbox"
    verbose_name = _("沙箱")

    def ready(self) -> None:
        logging.getLogger("django.server").addFilter(WithoutCodes())
        if os.environ.get(DJANGO_AUTORELOAD_ENV) == "true":
            end_with_parent()  # runserver starts itself once more, and only that one of the two serves
