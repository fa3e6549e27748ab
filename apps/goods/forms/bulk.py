"""What editors may say about many SKUs at once."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from ..services.bulk import MAX_PRICE, MAX_STOCK, By


class PriceChangeForm(forms.Form):
    by = forms.TypedChoiceField(
        label=_("方式"),
        choices=((By.PERCENT.value, _("按百分比")), (By.AMOUNT.value, _("按金额（元）"))),
        coerce=By,
        widget=UnfoldAdminSelectWidget,
    )
    value = forms.DecimalField(
        label=_("幅度"),
        min_value=-MAX_PRICE,
        max_value=MAX_PRICE,
        max_digits=10,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "0.01"}),
        help_text=_("降价填负数：-10 表示降 10% 或 10 元；结果四舍五入到分"),
    )


class StockChangeForm(forms.Form):
    by = forms.TypedChoiceField(
        label=_("方式"),
        choices=((By.ADD.value, _("增加（减少填负数）")), (By.SET.value, _("改为"))),
        coerce=By,
        widget=UnfoldAdminSelectWidget,
    )
    value = forms.IntegerField(
        label=_("件数"), min_value=-MAX_STOCK, max_value=MAX_STOCK, widget=UnfoldAdminIntegerFieldWidget
    )
