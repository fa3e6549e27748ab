from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class MallAdminConfig(AdminConfig):
    """The admin with the doors of `MallAdminSite`."""

    default_site = "meiduo_mall.admin_site.MallAdminSite"

    def ready(self) -> None:
        from utils import access  # noqa: F401 - registers its check in time for `manage.py check`

        super().ready()


class MallConfig(AppConfig):
    """The mall as a whole: the commands that know all of its parts."""

    name = "meiduo_mall"
    default = False

    def ready(self) -> None:
        from django.conf import settings

        from utils.unwanted_files.deleting import ask_before_deleting

        from . import metrics
        from .shared_pictures import still_shown

        ask_before_deleting(still_shown)
        if settings.SENTRY_DSN:
            from .error_reports import report_errors

            report_errors()
        if metrics.are_on():
            from .metrics import working  # noqa: F401 - listens to Celery's signals
