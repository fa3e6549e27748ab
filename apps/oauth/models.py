"""Which QQ account signs which person in."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from users.models import User


class QQAccounts(models.QuerySet["QQAccount"]):
    def of(self, user: User) -> "QQAccounts":
        return self.filter(user=user)


class QQAccount(models.Model):
    """A QQ account bound to a person: each person has at most one, and each QQ account at most one person."""

    user = models.OneToOneField(User, models.CASCADE, related_name="qq_account", verbose_name=_("用户"))
    #: What QQ calls its user towards this mall only; as good as a name, so it is shown to nobody.
    openid = models.CharField(_("OpenID"), max_length=32, unique=True)
    bound_at = models.DateTimeField(_("绑定时间"), auto_now_add=True)

    objects: ClassVar[QQAccounts] = QQAccounts.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("QQ 绑定")
        verbose_name_plural = _("QQ 绑定")

    def __str__(self) -> str:
        return self.masked_openid

    @property
    def masked_openid(self) -> str:
        return f"{self.openid[:4]}…{self.openid[-4:]}"
