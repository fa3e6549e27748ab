"""Every address of the mall."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from . import search_engines, stored_files, views
from .health import views as health

urlpatterns = [  # the busiest first: a request is held against one after the other
    path("", include("contents.urls")),
    path("", include("goods.urls")),
    path("", include("carts.urls")),
    path("", include("orders.urls")),
    path("", include("users.urls")),
    path("", include("verifications.urls")),
    path("", include("areas.urls")),
    path("", include("addresses.urls")),
    path("", include("oauth.urls")),
    path("", include("staff.urls")),
    path("", include("notices.urls")),
    path("", include("payment.urls")),
    path("", include("aftersales.urls")),
    path("", include("reviews.urls")),
    path("", include("accounts.urls")),
    path("preferences/", views.preferences, name="preferences"),
    path("healthz", health.ready, name="health"),
    path("healthz/ready", health.ready, name="ready"),
    path("healthz/live", health.live, name="live"),
    path("robots.txt", search_engines.robots, name="robots"),
    path("sitemap.xml", search_engines.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", search_engines.sitemap_pages, name="sitemap_pages"),
    path("sitemap-categories.xml", search_engines.sitemap_categories, name="sitemap_categories"),
    path("sitemap-goods-<int:part>.xml", search_engines.sitemap_goods, name="sitemap_goods"),
    path("admin/", admin.site.urls),
]

if apps.is_installed("sandbox"):
    urlpatterns += [path("", include("sandbox.urls"))]

if settings.DEBUG or apps.is_installed("sandbox"):  # nginx serves media in production
    urlpatterns += [re_path(r"^media/(?P<path>.+)$", stored_files.media)]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.not_found
handler500 = views.server_error
