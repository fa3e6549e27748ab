"""What staff do with a person, from the person's page and from the list: lock, unlock, see the contact."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from utils.refusals import TOO_MANY_REQUESTS, Answer, Answers, sentence_for

from ..models import User
from ..requests import SignedInRequest
from ..services import locking, revealing

MOST_AT_ONCE = 200
_ANSWERS: Answers = {
    locking.OwnAccount: Answer(None, _("不能锁定或解锁自己的账号。")),
    locking.StaffAccount: Answer(None, _("店员的账号只有超级用户可以锁定和解锁。")),
    locking.ErasedAccount: Answer(None, _("这个账号已经注销，不能锁定或解锁。")),
    revealing.RevealedTooOften: Answer(None, _("查看得太多了，请 %(minutes)d 分钟后再试。"), TOO_MANY_REQUESTS),
}


class ActsOnPeople(ModelAdmin):
    change_form_outer_before_template = "admin/users/person_actions.html"

    def has_lock_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("users.lock_user")

    def has_superuser_permission(self, request: HttpRequest) -> bool:
        """For actions that superusers alone may take; other apps add some."""
        return bool(request.user.is_superuser)

    def may_reveal(self, request: HttpRequest, person: User) -> bool:
        """The contact of staff is shown to superusers only."""
        return request.user.has_perm("users.reveal_contact") and (not person.is_staff or request.user.is_superuser)

    # --- The person's page ---

    def get_urls(self) -> list[URLPattern]:
        views = {"lock": self.lock_view, "unlock": self.unlock_view, "contact": self.contact_view}
        return [
            path(f"<int:object_id>/{name}/", self.admin_site.admin_view(require_POST(view)), name=f"users_user_{name}")
            for name, view in views.items()
        ] + super().get_urls()

    def lock_view(self, request: SignedInRequest, object_id: int) -> HttpResponse:
        return self._change_lock(request, object_id, locking.lock, _t("账号已锁定，所有设备都已退出登录。"))

    def unlock_view(self, request: SignedInRequest, object_id: int) -> HttpResponse:
        return self._change_lock(request, object_id, locking.unlock, _t("账号可以登录了，登录失败的次数已清零。"))

    def _change_lock(
        self, request: SignedInRequest, object_id: int, change: Callable[..., bool], sentence: str
    ) -> HttpResponse:
        if not self.has_lock_permission(request):
            raise PermissionDenied
        try:
            change(person=self._person(request, object_id), by=request.user)
        except locking.LockRefused as refusal:
            messages.error(request, sentence_for(refusal, _ANSWERS))
        else:
            messages.success(request, sentence)
        return HttpResponseRedirect(reverse("admin:users_user_change", args=(object_id,)))

    def contact_view(self, request: SignedInRequest, object_id: int) -> HttpResponse:
        person = self._person(request, object_id)
        if not self.may_reveal(request, person):
            raise PermissionDenied
        context: dict[str, Any] = {"rows": [], "refusal": ""}
        status = 200
        try:
            contact = revealing.reveal_contact(person=person, by=request.user)
            context["rows"] = [(_t("手机号"), contact.mobile), (_t("邮箱"), contact.email or _t("没有填写"))]
        except revealing.RevealedTooOften as refusal:
            context["refusal"] = sentence_for(refusal, _ANSWERS)
            status = TOO_MANY_REQUESTS
        context |= {
            "title": _t("%(name)s 的联系方式") % {"name": person.username},
            "note": _t("这次查看已记入该用户的历史。请只用于联系本人，不要抄录或转发。"),
            "back": (_t("返回"), reverse("admin:users_user_change", args=(object_id,))),
        }
        context = self.admin_site.each_context(request) | {"opts": self.opts, "original": person} | context
        return TemplateResponse(request, "admin/users/contact.html", context, status=status)

    def _person(self, request: HttpRequest, object_id: int) -> User:
        person: User | None = self.get_object(request, str(object_id))
        if person is None:
            raise Http404
        return person

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: User | None = None, **kwargs: Any
    ) -> HttpResponse:
        context["person_actions"] = self._actions_for(request, obj) if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _actions_for(self, request: HttpRequest, person: User) -> list[tuple[str, str, str]]:
        """What may be done with this person: address, words, look of the button."""
        found: list[tuple[str, str | Promise, str]] = []
        if self.may_reveal(request, person):
            found.append(("contact", _t("查看手机号和邮箱"), "default"))
        if self.has_lock_permission(request) and locking.is_within_reach(person, cast(User, request.user)):
            if person.is_active:
                found.append(("unlock", _t("清除登录失败的记录"), "default"))
                found.append(("lock", _t("锁定账号"), "danger"))
            else:
                found.append(("unlock", _t("解锁账号"), "primary"))
        return [(reverse(f"admin:users_user_{name}", args=(person.pk,)), str(text), look) for name, text, look in found]

    # --- The list ---

    @admin.action(description=_("锁定所选的用户"), permissions=["lock"])
    def lock_chosen(self, request: SignedInRequest, chosen: QuerySet[User]) -> None:
        changed = self._change_all(request, chosen, locking.lock)
        self.message_user(request, _t("锁定了 %(count)d 个账号。") % {"count": changed}, messages.SUCCESS)

    @admin.action(description=_("解锁所选的用户"), permissions=["lock"])
    def unlock_chosen(self, request: SignedInRequest, chosen: QuerySet[User]) -> None:
        changed = self._change_all(request, chosen, locking.unlock)
        self.message_user(request, _t("解锁了 %(count)d 个账号。") % {"count": changed}, messages.SUCCESS)

    def _change_all(self, request: SignedInRequest, chosen: QuerySet[User], change: Callable[..., bool]) -> int:
        """How many were changed; one after the other, so that one refusal does not undo the others."""
        changed = 0
        refusals = set()
        for person in chosen.order_by("pk")[:MOST_AT_ONCE]:
            try:
                changed += change(person=person, by=request.user)
            except locking.LockRefused as refusal:
                refusals.add(sentence_for(refusal, _ANSWERS))
        for sentence in sorted(refusals):
            self.message_user(request, sentence, messages.WARNING)
        return changed
