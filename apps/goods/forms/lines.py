"""Forms that are lines of a table: their labels are in its head, which names no field for a screen reader."""

from django.forms import ModelForm
from django.utils.translation import gettext as _


def name_controls(form: ModelForm) -> None:
    """Each control says what it is and, in a line that is a row already, of which row."""
    for field in form.fields.values():
        name = str(field.label)
        if form.instance.pk:
            name = _("%(name)s：%(value)s") % {"name": name, "value": form.instance}
        field.widget.attrs["aria-label"] = name
