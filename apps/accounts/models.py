"""What people ask of the mall about themselves: a copy of their data, and the end of their account."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from users.models import User


class DataExports(models.QuerySet["DataExport"]):
    def of(self, user: User) -> "DataExports":
        return self.filter(user=user)

    def waiting(self) -> "DataExports":
        return self.filter(status=DataExport.Status.WAITING)

    def requested_since(self, moment: datetime) -> "DataExports":
        return self.filter(requested_at__gt=moment)

    def expired(self) -> "DataExports":
        return self.filter(expires_at__lte=timezone.now())

    def without_content(self) -> "DataExports":
        return self.defer("content")


class DataExport(models.Model):
    """A copy of everything that the mall keeps of a person, made by a task and kept for a week."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("排队中")
        READY = "ready", _("可以下载")
        FAILED = "failed", _("没有成功")

    user = models.ForeignKey(User, models.CASCADE, related_name="data_exports", verbose_name=_("用户"))
    status = models.CharField(_("状态"), max_length=8, choices=Status, default=Status.WAITING)
    #: Of the reader: the titles in the file and the letter are written in it.
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    requested_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    ready_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    expires_at = models.DateTimeField(_("删除时间"))
    #: The JSON text, compressed by zlib; empty until it is ready.
    content = models.BinaryField(_("内容"), default=b"")
    size = models.PositiveIntegerField(_("大小（字节）"), default=0)

    objects: ClassVar[DataExports] = DataExports.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["status", "requested_at"], name="data_export_queue"),
            models.Index(fields=["expires_at"], name="data_export_expiry"),
        ]
        verbose_name = _("数据副本")
        verbose_name_plural = _("数据副本")

    def __str__(self) -> str:
        return f"{self.pk} · {self.get_status_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_downloadable(self) -> bool:
        return self.status == self.Status.READY and self.expires_at > timezone.now()


class AccountDeletions(models.QuerySet["AccountDeletion"]):
    def of(self, user: User) -> "AccountDeletions":
        return self.filter(user=user)

    def pending(self) -> "AccountDeletions":
        return self.filter(erased_at=None)

    def due(self) -> "AccountDeletions":
        return self.pending().filter(due_at__lte=timezone.now())


class AccountDeletion(models.Model):
    """Somebody asked for the end of their account. Until it is due they may change their mind; afterwards the row
    stays as the proof that it was done, and names nobody."""

    user = models.OneToOneField(User, models.CASCADE, related_name="deletion", verbose_name=_("用户"))
    #: Of the last letter.
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    requested_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    due_at = models.DateTimeField(_("到期时间"))
    erased_at = models.DateTimeField(_("删除时间"), null=True, blank=True)

    objects: ClassVar[AccountDeletions] = AccountDeletions.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["erased_at", "due_at"], name="account_deletion_due")]
        verbose_name = _("注销申请")
        verbose_name_plural = _("注销申请")

    def __str__(self) -> str:
        return f"{self.pk} · {self.due_at:%Y-%m-%d}"
