import logging

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from .provider_doors import WithoutCodes


class SandboxConfig(AppConfig):
    name = "sandbox"
    verbose_name = _("沙箱")

    def ready(self) -> None:
        logging.getLogger("django.server").addFilter(WithoutCodes())
