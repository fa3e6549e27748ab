"""What goes when rows are deleted, and what keeps them. Django's own answer reads every row that belongs to them: that
is a hundred thousand SKUs of a category."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import CASCADE, PROTECT, Model, QuerySet
from django.db.models.deletion import get_candidate_relations_to_delete
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

_NAMED = 5
_MOST_COUNTED = 1_000
#: The rows, how many there are of each kind, rights that are missing, and what keeps the rows.
Deletion = tuple[list[str], dict[str, int | str], set[str], list[str]]


def deletion_of(objs: Iterable[Model], *, site: AdminSite, request: HttpRequest) -> Deletion:
    """In the form of ModelAdmin.get_deleted_objects. Looks one step far: what is further away goes with what is near,
    and whoever may delete the rows may delete what belongs to them."""
    rows = list(objs)
    if not rows:
        return [], {}, set(), []
    options = rows[0]._meta
    counts: dict[str, int | str] = {str(options.verbose_name_plural): len(rows)}
    keeping: list[str] = []
    relations: Iterable[Any] = get_candidate_relations_to_delete(options)
    for relation in relations:
        related = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows}).order_by()
        name = str(relation.related_model._meta.verbose_name_plural)
        if relation.on_delete is PROTECT:
            keeping += _named(related, site, request)
        elif relation.on_delete is CASCADE and (count := related[: _MOST_COUNTED + 1].count()):
            counts[name] = count if count <= _MOST_COUNTED else f"{_MOST_COUNTED}+"
    return [_link(row, site, request) for row in rows], counts, set(), keeping


def _named(related: QuerySet[Any], site: AdminSite, request: HttpRequest) -> list[str]:
    """The first of them, and whether there are more."""
    rows = list(related[: _NAMED + 1])
    named = [_link(row, site, request) for row in rows[:_NAMED]]
    if len(rows) > _NAMED:
        named.append(_("……还有更多%(kind)s") % {"kind": rows[0]._meta.verbose_name})
    return named


def _link(row: Model, site: AdminSite, request: HttpRequest) -> str:
    kind = row._meta.verbose_name
    if not (site.is_registered(type(row)) and site.get_model_admin(type(row)).has_view_permission(request)):
        return f"{kind}：{row}"
    address = reverse(f"{site.name}:{row._meta.app_label}_{row._meta.model_name}_change", args=(row.pk,))
    return format_html('{}：<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', kind, address, row)
