from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AftersalesConfig(AppConfig):
    name = "aftersales"
    verbose_name = _("售后")

    def ready(self) -> None:
        from orders.line_actions import register

        from .queries import actions_of_lines

        register(actions_of_lines)
