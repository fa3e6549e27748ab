"""Where people are signed in: read, and ended one by one."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from ..models import SignIn
from ..requests import SignedInRequest
from ..services import locking

MOST_AT_ONCE = 200


@admin.register(SignIn)
class SignInAdmin(ModelAdmin):
    list_display = ("user", "method", "device", "signed_in_at", "ended_at")
    list_filter = ("method",)
    list_select_related = ("user",)
    list_display_links = None
    list_per_page = 50
    search_fields = ("=user__username", "user__mobile__exact")
    search_help_text = _("按完整的用户名或手机号查找")
    show_full_result_count = False
    ordering = ("-pk",)
    actions = ("end_chosen",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SignIn | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SignIn | None = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("users.lock_user")

    @admin.action(description=_("结束所选的登录"), permissions=["end"])
    def end_chosen(self, request: SignedInRequest, chosen: QuerySet[SignIn]) -> None:
        ended = refused = 0
        for sign_in in chosen.select_related("user").order_by("pk")[:MOST_AT_ONCE]:
            try:
                ended += locking.end_sign_in(sign_in=sign_in, by=request.user)
            except locking.LockRefused:
                refused += 1
        self.message_user(request, _t("结束了 %(count)d 个登录。") % {"count": ended}, messages.SUCCESS)
        if refused:
            sentence = _t("有 %(count)d 个登录是其他店员的，只有超级用户可以结束。") % {"count": refused}
            self.message_user(request, sentence, messages.WARNING)
