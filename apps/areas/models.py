"""Provinces, cities and districts, by the six-digit codes of GB/T 2260."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

LOWEST, HIGHEST = 110_000, 999_999


class Areas(models.QuerySet["Area"]):
    def current(self) -> "Areas":
        return self.filter(is_current=True)

    def below(self, parent: int) -> "Areas":
        """The children of an area; 0 stands above the provinces."""
        return self.filter(parent_id=parent or None)


class Area(models.Model):
    """A province (440000), a city (440300) or a district (440305).

    The code tells the rank. A district hangs on its province where no city stands between: in the municipalities,
    and counties that a province governs itself.
    """

    code = models.PositiveIntegerField(_("代码"), primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name=_("上级")
    )
    #: False once an area was abolished: addresses keep it, nobody can choose it any more.
    is_current = models.BooleanField(_("现行"), default=True, help_text=_("撤销后不再供选择，已有的地址不受影响"))

    objects: ClassVar[Areas] = Areas.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("行政区划")
        verbose_name_plural = _("行政区划")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(code__gte=LOWEST, code__lte=HIGHEST),
                name="areas_area_code_has_six_digits",
                violation_error_message=_("代码是 6 位数字"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Whatever finds an area by its code relies on this."""
        if self.code and self.parent_id not in ranks_above(self.code):
            raise ValidationError({"parent": _("上级与代码不符")})


def is_code(number: int) -> bool:
    return LOWEST <= number <= HIGHEST


def is_province(code: int) -> bool:
    return code % 10_000 == 0


def is_city(code: int) -> bool:
    return code % 100 == 0 and not is_province(code)


def ranks_above(code: int) -> tuple[int | None, ...]:
    """The codes that the parent of this area may have; None above a province."""
    if is_province(code):
        return (None,)
    province = code // 10_000 * 10_000
    return (province,) if is_city(code) else (code // 100 * 100, province)
