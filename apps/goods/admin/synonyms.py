from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from ..models import Synonym


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):
    list_display = ("words",)
    search_fields = ("words",)
    search_help_text = _("按词查找")
    list_per_page = 50
