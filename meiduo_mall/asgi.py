"""The mall as an ASGI application; production settings unless told otherwise."""

import os

from django.core.asgi import get_asgi_application

from meiduo_mall.primary import watch
from utils.utf8_only import utf8_only_asgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meiduo_mall.settings.prod")

watch.want()
application = utf8_only_asgi(get_asgi_application())
