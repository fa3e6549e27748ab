"""What the mall has to tell people about their orders."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PAID = "paid", _("已付款")
    SHIPPED = "shipped", _("已发货")
    REFUNDED = "refunded", _("已退款")
    CLOSED = "closed", _("已取消")


class Reason(models.TextChoices):
    QUEUE = "queue", _("任务队列不可用")
    UNCONFIRMED = "unconfirmed", _("邮件服务器没有确认")
    REFUSED = "refused", _("邮件服务器拒收")


class Notices(models.QuerySet["Notice"]):
    def of(self, user: AbstractBaseUser) -> Self:
        return self.filter(user=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def due(self, now: datetime) -> Self:
        """To be sent: nobody is at it, or whoever was at it has not said anything for too long."""
        return self.filter(status=Notice.Status.WAITING, due_at__lte=now)


class Notice(models.Model):
    """Something that happened to somebody's order: a row of the outbox, written with the change, and a line on their
    page of notices. docs/decisions/0014-notices.md says how it gets into a letter."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("等待发送")
        SENT = "sent", _("已发出")
        UNREACHABLE = "unreachable", _("没有联系方式")  # it is on their page only
        FAILED = "failed", _("没有发出")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("用户"))
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    #: What it is about, for example "paid:20261123…": told once.
    key = models.CharField(_("事件"), max_length=80, unique=True)
    #: number, amount, means ("cash"), carrier, tracking_number: those that the kind has, as text.
    facts = models.JSONField(_("内容"), default=dict)
    #: Of the letter; on the page it is the reader's.
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    written_at = models.DateTimeField(_("时间"), default=timezone.now)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    status = models.CharField(_("发送状态"), max_length=12, choices=Status, default=Status.WAITING)
    #: When it may be taken, or taken again: the end of the claim of whoever is sending it.
    due_at = models.DateTimeField(_("下次发送"), default=timezone.now)
    #: How often it was claimed; the number names the claim.
    claims = models.PositiveIntegerField(_("尝试次数"), default=0)
    #: After that it has failed.
    give_up_at = models.DateTimeField(_("放弃时间"))
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
    #: Why the last try came to nothing, and what the mail server answered; neither names an address.
    reason = models.CharField(_("原因"), max_length=12, choices=Reason, blank=True)
    answer = models.CharField(_("邮件服务器的答复"), max_length=60, blank=True)
    #: How often somebody of the shop asked for it again: each time is a letter of its own.
    resends = models.PositiveSmallIntegerField(_("重发次数"), default=0)

    objects: ClassVar[Notices] = Notices.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ("-pk",)
        permissions = (("resend_notice", _("重新发送通知")),)
        indexes = (
            models.Index(fields=["status", "due_at"], name="notices_due"),
            models.Index(fields=["user", "read_at"], name="notices_unread"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.facts.get('number', '')}"

    @property
    def is_about_cash(self) -> bool:
        return bool(self.facts.get("means") == "cash")
