"""What shoppers call the same thing."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

_MOST_WORDS = 12


class Synonym(models.Model):
    """A group of words that find each other. The search index learns of a change within a second or two."""

    words = models.CharField(
        _("同义词"),
        max_length=200,
        unique=True,
        help_text=_("同一意思的词，用空格分开，例如：手机 电话 移动电话"),
    )

    class Meta:
        verbose_name = _("同义词")
        verbose_name_plural = _("同义词")
        ordering = ("words",)

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        count = len(set(self.words.split()))
        if not 2 <= count <= _MOST_WORDS:
            raise ValidationError({"words": _("每组请填写 2 到 12 个不同的词")})
