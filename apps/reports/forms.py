"""What is asked of the figures."""

from django import forms

DAYS = (30, 90, 365)


class ExportForm(forms.Form):
    form = forms.ChoiceField(choices=[("csv", "csv"), ("xlsx", "xlsx")])
    days = forms.TypedChoiceField(choices=[(days, days) for days in DAYS], coerce=int)
