"""People who sign in: shoppers and staff."""

import re
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from utils.logs import mask_email, mask_mobile
from verifications.mobiles import MOBILE_PATTERN
from verifications.sms_code_form import validate_mobile

USERNAME_PATTERN = r"[a-zA-Z0-9_-]{5,20}"

validate_username = RegexValidator(rf"\A{USERNAME_PATTERN}\Z", _("用户名为 5–20 个字母、数字、下划线或短横线"))
validate_not_a_mobile = RegexValidator(rf"\A{MOBILE_PATTERN}\Z", _("用户名不能是手机号的样子"), inverse_match=True)
#: How the names of erased accounts begin, in any case; nobody can choose one.
ERASED_PREFIX = "deleted-"
validate_not_reserved = RegexValidator(
    rf"\A(?i:{ERASED_PREFIX})", _("这个用户名已被保留，请换一个"), inverse_match=True
)


class Users(UserManager["User"]):
    use_in_migrations = False

    def by_login(self, login: str) -> "User | None":
        """The user with this user name (any case) or mobile number.

        Text that can be neither is not looked up: the collation of MySQL would find "alice" for "älice".
        """
        if not re.fullmatch(f"{USERNAME_PATTERN}|{MOBILE_PATTERN}", login):
            return None
        return self.filter(models.Q(username_key=login.lower()) | models.Q(mobile=login)).first()


class User(AbstractUser):
    """A person with a user name and a mobile number; both are unique and either signs in."""

    username = models.CharField(
        _("用户名"),
        max_length=20,
        unique=True,
        validators=[validate_username, validate_not_a_mobile, validate_not_reserved],
    )
    #: The user name in lower case, computed by the database: "Alice" and "alice" are one name on every database.
    username_key = models.GeneratedField(
        expression=Lower("username"), output_field=models.CharField(max_length=20), db_persist=True
    )
    mobile = models.CharField(_("手机号"), max_length=11, unique=True, validators=[validate_mobile])
    #: The mail address in lower case once its owner has proved it, else None: many may type an address, one has it.
    verified_email = models.CharField(_("已验证的邮箱"), max_length=254, unique=True, null=True, editable=False)  # noqa: DJ001
    #: When the present mail address was typed; a link to verify it names this moment.
    email_set_at = models.DateTimeField(_("填写邮箱的时间"), null=True, editable=False)

    objects: ClassVar[Users] = Users()

    REQUIRED_FIELDS: ClassVar[list[str]] = ["mobile"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["username_key"],
                name="username_is_unique_in_any_case",
                violation_error_message=_("这个用户名已被使用，请换一个"),
            ),
        ]
        indexes = [models.Index(fields=["date_joined"], name="users_by_day")]
        permissions = (
            ("reveal_contact", _("查看完整的手机号和邮箱")),
            ("lock_user", _("锁定和解锁用户")),
        )
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    @property
    def is_erased(self) -> bool:
        """Whether the person behind this row is gone for good."""
        return self.username.startswith(ERASED_PREFIX)

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile)

    @property
    def masked_email(self) -> str:
        return mask_email(self.email)

    @property
    def has_verified_email(self) -> bool:
        return bool(self.email) and self.verified_email == self.email.lower()


class SignIns(models.QuerySet["SignIn"]):
    def of(self, user: User) -> "SignIns":
        return self.filter(user=user)

    def open(self) -> "SignIns":
        return self.filter(ended_at=None)


class SignIn(models.Model):
    """Somebody opened a session. Its owner sees the newest ones and ends those that still live."""

    class Method(models.TextChoices):
        PASSWORD = "password", _("密码")
        CODE = "code", _("短信验证码")
        QQ = "qq", _("QQ")
        REGISTRATION = "registration", _("注册")
        RESET = "reset", _("重置密码")

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins", verbose_name=_("用户"))
    method = models.CharField(_("方式"), max_length=12, choices=Method)
    device = models.CharField(_("设备"), max_length=80, blank=True)
    signed_in_at = models.DateTimeField(_("登录时间"), auto_now_add=True, db_index=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects: ClassVar[SignIns] = SignIns.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("登录")
        verbose_name_plural = _("登录")

    def __str__(self) -> str:
        return f"{self.get_method_display()} · {self.device}"
