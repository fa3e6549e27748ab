"""What editors may say about freight."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from areas.models import Area

from .models import FreightRule, FreightTemplate


class FreightTemplateForm(forms.ModelForm):
    class Meta:
        model = FreightTemplate
        fields = ("name", "is_default")

    def clean_is_default(self) -> bool:
        is_default: bool = self.cleaned_data["is_default"]
        if "is_default" in self.changed_data and self.instance.pk and not is_default:
            raise ValidationError(_("总要有一个默认模板：请到另一个模板里勾选「默认」，这里就会自动取消"))
        return is_default


class Provinces(forms.ModelMultipleChoiceField):
    widget = UnfoldAdminCheckboxSelectMultipleWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Area.objects.current().below(0), **kwargs)


class FreightRuleForm(forms.ModelForm):
    provinces = Provinces(label=_("省份"), required=False, help_text=_("一个都不选，表示其余所有省份"))

    class Meta:
        model = FreightRule
        fields = ("provinces", "fee", "free_from")


class FreightRuleFormSet(BaseInlineFormSet):
    """Every province has one rule: that which names it, or the one that names none."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        rules = [form.cleaned_data for form in self.forms if form not in self.deleted_forms and form.cleaned_data]
        named = Counter(area.name for rule in rules for area in rule["provinces"])
        if twice := [name for name, count in named.items() if count > 1]:
            raise ValidationError(
                _("「%(names)s」出现在两条规则里，每个省份只能选一次"), params={"names": "、".join(twice)}
            )
        if sum(not rule["provinces"] for rule in rules) != 1:
            raise ValidationError(_("请留一条、也只留一条不选省份的规则：其余省份都按它计算"))
