"""Where people get their parcels."""

import unicodedata
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, When
from django.utils.translation import gettext_lazy as _

from areas.models import Area
from utils.logs import mask_mobile
from verifications.sms_code_form import validate_mobile

#: What must not stand on a parcel: control and invisible characters, line ends, halves of characters. Characters
#: that this Python does not know yet may: rare names are written with them.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}

validate_phone = RegexValidator(
    r"\A(?:0[1-9][0-9]{1,2}-)?[1-9][0-9]{6,7}(?:-[0-9]{1,6})?\Z",
    _("请按 010-12345678 的样子填写，分机号写在最后，例如 -801"),
)


def validate_printable(text: str) -> None:
    if any(unicodedata.category(character) in _UNPRINTABLE for character in text):
        raise ValidationError(_("含有看不见的字符，请删去后重新输入"), code="unprintable")


class Addresses(models.QuerySet["Address"]):
    def of(self, user: AbstractBaseUser) -> "Addresses":
        return self.filter(user=user)

    def with_areas(self) -> "Addresses":
        """With all that `area_names` reads."""
        return self.select_related("district__parent__parent")


class Address(models.Model):
    """A person's address. At most one of each person's is the default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses", verbose_name=_("用户"))
    title = models.CharField(_("标签"), max_length=20, blank=True, validators=[validate_printable])
    receiver = models.CharField(_("收货人"), max_length=20, validators=[validate_printable])
    #: The lowest area there is: a city without districts is its own.
    district = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("区县"))
    place = models.CharField(_("详细地址"), max_length=100, validators=[validate_printable])
    mobile = models.CharField(_("手机号"), max_length=11, validators=[validate_mobile])
    phone = models.CharField(_("固定电话"), max_length=20, blank=True, validators=[validate_phone])
    is_default = models.BooleanField(_("默认"), default=False)
    #: The owner where this is their default, else NULL, computed by the database: nobody has two defaults.
    default_of = models.GeneratedField(
        expression=Case(When(is_default=True, then=F("user_id"))),
        output_field=models.BigIntegerField(),
        db_persist=True,
        unique=True,
    )

    objects: ClassVar[Addresses] = Addresses.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("收货地址")
        verbose_name_plural = _("收货地址")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.receiver} · {self.district}"

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile)

    @property
    def area_names(self) -> tuple[str, ...]:
        """From the province down to the district. Reads rows that `with_areas` brings along."""
        names: list[str] = []
        area: Area | None = self.district
        while area:
            names.insert(0, area.name)
            area = area.parent
        return tuple(names)
