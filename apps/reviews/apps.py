from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("评价")

    def ready(self) -> None:
        from orders import line_actions  # models are there by now

        from .offers import review_links

        line_actions.register(review_links)
