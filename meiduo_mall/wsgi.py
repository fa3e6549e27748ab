"""The mall as a WSGI application; production settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from meiduo_mall.primary import watch
from utils.utf8_only import utf8_only_wsgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meiduo_mall.settings.prod")

watch.want()
application = utf8_only_wsgi(get_wsgi_application())
