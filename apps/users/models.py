"""People who sign in: shoppers and staff."""

import re
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from utils.logs import mask_mobile
from verifications.mobiles import MOBILE_PATTERN

USERNAME_PATTERN = r"[a-zA-Z0-9_-]{5,20}"

validate_username = RegexValidator(rf"\A{USERNAME_PATTERN}\Z", _("用户名为 5–20 个字母、数字、下划线或短横线"))
validate_not_a_mobile = RegexValidator(rf"\A{MOBILE_PATTERN}\Z", _("用户名不能是手机号的样子"), inverse_match=True)
validate_mobile = RegexValidator(rf"\A{MOBILE_PATTERN}\Z", _("请输入 11 位中国大陆手机号"))


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
        _("用户名"), max_length=20, unique=True, validators=[validate_username, validate_not_a_mobile]
    )
    #: The user name in lower case, computed by the database: "Alice" and "alice" are one name on every database.
    username_key = models.GeneratedField(
        expression=Lower("username"), output_field=models.CharField(max_length=20), db_persist=True
    )
    mobile = models.CharField(_("手机号"), max_length=11, unique=True, validators=[validate_mobile])

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
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile)
