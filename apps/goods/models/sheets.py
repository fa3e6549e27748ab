"""Sheets that editors upload: what they would change, kept between the preview and the confirmation."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SheetImports(models.QuerySet["SheetImport"]):
    def of(self, user: AbstractBaseUser) -> Self:
        return self.filter(user=user)

    def waiting(self) -> Self:
        return self.filter(written_at=None)

    def made_before(self, moment: datetime) -> Self:
        return self.filter(made_at__lt=moment)


class SheetImport(models.Model):
    """The changes of one uploaded sheet, as its editor was shown them. Once they are written the row stays as the
    record of who did it, without the changes: these are in the history of each SKU."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sheet_imports", verbose_name=_("用户")
    )
    file_name = models.CharField(_("文件"), max_length=200)
    #: JSON, compressed by zlib; goods.services.sheets.drafts writes and reads it.
    content = models.BinaryField(_("内容"), default=b"")
    #: The fingerprint of the content: what the page that confirms was about.
    shown = models.CharField(_("预览"), max_length=32)
    sku_count = models.PositiveIntegerField(_("SKU 数"), default=0)
    made_at = models.DateTimeField(_("上传时间"), default=timezone.now, db_index=True)
    written_at = models.DateTimeField(_("写入时间"), null=True, blank=True)

    objects: ClassVar[SheetImports] = SheetImports.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("表格导入")
        verbose_name_plural = _("表格导入")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.pk} · {self.file_name}"
