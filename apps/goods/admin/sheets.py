"""Sheets of SKUs: exported as the list is filtered, and imported after a look at every difference."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _t
from unfold.admin import ModelAdmin

from utils import sheets
from utils.forms import form_page
from utils.refusals import UNPROCESSABLE

from ..forms.sheets import MOST_ROWS, ExportForm, ImportForm
from ..models import SKU
from ..services.sheets import columns, drafts, exporting
from ..services.sheets.planning import Plan, plan
from .large_tables import editor_id
from .sheet_lines import preview_context, problem_lines

_NOT_FOUND = 404


class MovesSheets(ModelAdmin):
    list_before_template = "admin/goods/sheet_links.html"

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("sheet/export/", guarded(self.export_sheet), name="goods_sku_export"),
            path("sheet/import/", guarded(self.import_sheet), name="goods_sku_import"),
            path("sheet/import/<int:draft_id>/", guarded(self.confirm_import), name="goods_sku_confirm_import"),
            *super().get_urls(),
        ]

    # --- Export ---

    @method_decorator(form_page)
    def export_sheet(self, request: HttpRequest) -> HttpResponseBase:
        """The SKUs that the list shows with the same query string."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            skus = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:goods_sku_changelist"))
        count = exporting.count_of(skus)
        form = ExportForm(request.POST if request.method == "POST" else None)
        if count <= exporting.MOST_EXPORTED and form.is_valid():
            exporting.note_export(count, form=form.cleaned_data["form"], by_id=editor_id(request))
            return _sheet(skus, columns.in_order(self._columns(request)), form.cleaned_data["form"])
        context = {"title": _t("导出 SKU"), "change": form, "count": count, "most": exporting.MOST_EXPORTED}
        is_refused = form.is_bound or count > exporting.MOST_EXPORTED
        return self._page(request, "export", context, status=UNPROCESSABLE if is_refused else 200)

    def _columns(self, request: HttpRequest) -> set[str]:
        """Of the fields those that the page of a SKU shows to this member of staff."""
        shown = set(flatten_fieldsets(self.get_fieldsets(request)))
        return {name for name in columns.ALL if name in shown or name not in columns.EDITED}

    # --- Import ---

    @method_decorator(form_page)
    def import_sheet(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ImportForm(*sent, allowed=self._columns(request))
        if not (form.is_bound and form.is_valid()):
            return self._upload_page(request, form, status=UNPROCESSABLE if form.is_bound else 200)
        found = plan(form.wishes, form.found)
        if found.problem_count:
            return self._upload_page(request, form, found=found, status=UNPROCESSABLE)
        if not found.changes:
            messages.info(request, _t("%(count)d 行都和现在一样，没有要改的。") % {"count": found.same_count})
            return HttpResponseRedirect(request.path)
        return self._keep(request, form, found)

    def _keep(self, request: HttpRequest, form: ImportForm, found: Plan) -> HttpResponse:
        user = cast(AbstractBaseUser, request.user)
        try:
            draft = drafts.keep_draft(found, user=user, file_name=form.cleaned_data["file"].name)
        except drafts.TooMuch:
            form.add_error("file", _t("改动太多，一次放不下。请分成几个文件上传。"))
            return self._upload_page(request, form, status=UNPROCESSABLE)
        if form.ignored:
            words = "、".join(name[:20] for name in form.ignored[:10])
            messages.warning(request, _t("这些列不会导入：%(columns)s。") % {"columns": words})
        return HttpResponseRedirect(reverse("admin:goods_sku_confirm_import", args=(draft.pk,)))

    @method_decorator(form_page)
    def confirm_import(self, request: HttpRequest, draft_id: int) -> HttpResponse:
        """The differences, page by page, and the button that writes all of them."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        user, refusal = cast(AbstractBaseUser, request.user), ""
        try:
            if request.method == "POST":
                count = drafts.write_draft(user=user, draft_id=draft_id, shown=request.POST.get("shown", ""))
                messages.success(request, _t("导入完成，修改了 %(count)d 个 SKU。") % {"count": count})
                return HttpResponseRedirect(reverse("admin:goods_sku_changelist"))
        except drafts.ShownAnew:
            refusal = _t("没有写入：预览以后商品又有变化，下面是重新比较的结果，请看过再确认。")
        except drafts.DraftRefused:
            pass  # said below
        try:
            draft = drafts.draft_of(user, draft_id)
        except drafts.AlreadyWritten:
            messages.info(request, _t("这次导入已经写入过了，没有再写一次。"))
            return HttpResponseRedirect(reverse("admin:goods_sku_changelist"))
        except drafts.DraftGone:
            return self._upload_page(request, ImportForm(allowed=()), gone=True, status=_NOT_FOUND)
        context = preview_context(draft, drafts.changes_in(draft), page=request.GET.get("p", "1"))
        context |= {"title": _t("导入 SKU：核对改动"), "refusal": refusal}
        return self._page(request, "import_preview", context, status=UNPROCESSABLE if refusal else 200)

    def _upload_page(
        self, request: HttpRequest, form: forms.Form, *, found: Plan | None = None, gone: bool = False, status: int
    ) -> HttpResponse:
        context = {
            "title": _t("导入 SKU"),
            "change": form,
            "found": found,
            "problems": problem_lines(found) if found else [],
            "gone": gone,
            "hours": drafts.HOURS,
            "editable": columns.headings(name for name in columns.EDITED if name in self._columns(request)),
            "most": MOST_ROWS,
        }
        return self._page(request, "import", context, status=status)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], *, status: int) -> HttpResponse:
        page = self.admin_site.each_context(request) | {"opts": self.opts, "query": request.GET.urlencode()} | context
        return TemplateResponse(request, f"admin/goods/sheet_{name}.html", page, status=status)


def _sheet(skus: QuerySet[SKU], names: Sequence[str], form: str) -> HttpResponseBase:
    rows = exporting.exported_rows(skus, names)
    widths = [columns.WIDTHS[name] for name in names]
    return sheets.sheet_response(form, columns.headings(names), rows, name="sku", title="SKU", widths=widths)
