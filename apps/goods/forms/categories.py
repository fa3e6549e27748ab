"""What editors may say about categories."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Category, Level


class CategoryForm(forms.ModelForm):
    """Sets the level from the parent."""

    class Meta:
        model = Category
        fields = ("name", "parent", "sequence")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "parent" not in cleaned:
            return cleaned
        parent = cleaned["parent"]
        level = parent.level + 1 if parent else Level.FIRST
        if self.instance.pk and level != self.instance.level:
            self._refuse_move(parent)
        same = Category.objects.filter(parent=parent, name=cleaned.get("name", "")).exclude(pk=self.instance.pk)
        if same.exists():
            self.add_error("name", _("同一上级下已有这个名称的类别"))
        self.instance.level = level
        return cleaned

    def _refuse_move(self, parent: Category | None) -> None:
        """What hangs on a category keeps it at its level."""
        if parent == self.instance:
            raise ValidationError({"parent": _("类别不能是自己的上级")})
        if self.instance.children.exists():
            raise ValidationError({"parent": _("这个类别还有下级类别，不能换到别的级别")})
        if self.instance.channels.exists():
            raise ValidationError({"parent": _("这个类别是菜单里的频道，只能留在一级")})
