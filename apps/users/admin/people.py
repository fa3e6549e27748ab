"""People in the admin: found by name, mobile or mail; what reaches them stays masked until it is asked for."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm
from unfold.widgets import UnfoldAdminTextInputWidget

from ..models import User
from ..services import sign_ins
from .acting import ActsOnPeople


class NewUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "mobile")
        widgets = {"username": UnfoldAdminTextInputWidget, "mobile": UnfoldAdminTextInputWidget}


class OthersPasswordForm(AdminPasswordChangeForm):
    def save(self, commit: bool = True) -> User:
        """Writes the password alone: a lock, or the end of the account, may have come since the row was read."""
        user: User = super().save(commit=False)
        user.save(update_fields=["password"])
        return user


@admin.register(User)
class UserAdmin(ActsOnPeople, DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = NewUserForm
    change_password_form = OthersPasswordForm
    list_display = ("username", "masked_number", "masked_mail", "may_sign_in", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    search_fields = ("username", "=mobile", "=email")  # whole numbers only: a prefix search would undo the mask
    search_help_text = _("按用户名，或完整的手机号、邮箱查找")
    ordering = ("-id",)
    actions = ("lock_chosen", "unlock_chosen")
    readonly_fields = ("masked_number", "masked_mail", "mail_is_verified", "may_sign_in", "date_joined", "last_login")
    autocomplete_fields = ("groups",)
    filter_horizontal = ("user_permissions",)
    fieldsets = (
        (None, {"fields": ("username", "password", "masked_number", "masked_mail", "mail_is_verified")}),
        (_("权限"), {"fields": ("may_sign_in", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("时间"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "mobile", "usable_password", "password1", "password2")}),)

    @admin.display(description=_("手机号"))
    def masked_number(self, user: User) -> str:
        return user.masked_mobile

    @admin.display(description=_("邮箱"))
    def masked_mail(self, user: User) -> str:
        return user.masked_email

    @admin.display(description=_("邮箱已验证"), boolean=True)
    def mail_is_verified(self, user: User) -> bool:
        return user.has_verified_email

    @admin.display(description=_("可以登录"), boolean=True, ordering="is_active")
    def may_sign_in(self, user: User) -> bool:
        return user.is_active  # changed by locking and unlocking, which do more

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only a superuser hands out permissions; everybody else could give themselves all of them."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fields
        return (*fields, "is_staff", "is_superuser", "groups", "user_permissions")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No filter by parts of what is masked."""
        masked = ("mobile", "email", "verified_email")
        return not lookup.startswith(masked) and super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Of a person who is there, writes what was changed in the form: what it did not show, their password or a
        lock, may have changed since the row was read."""
        written = {field.name for field in obj._meta.concrete_fields} & set(form.changed_data)
        obj.save(update_fields=written if change else None)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """A new password ends every session of the person, and says so in their list of sign-ins."""
        person = self.get_object(request, id)
        response = super().user_change_password(request, id, form_url)
        if person and not User.objects.filter(pk=person.pk, password=person.password).exists():
            sign_ins.renew_after_password_change(request, user=User.objects.get(pk=person.pk))
        return response


def _may_touch(request: HttpRequest, user: User | None) -> bool:
    """Staff are changed and deleted by superusers only: setting somebody's password is a way to become them."""
    return user is None or not user.is_staff or bool(request.user.is_superuser)
