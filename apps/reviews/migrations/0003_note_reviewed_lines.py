"""Lines that have a review say so: later ones are noted when they are written."""

from django.db import migrations

_AT_A_TIME = 1000  # reviews


def note_reviewed(apps, schema_editor):
    alias = schema_editor.connection.alias
    lines = apps.get_model("orders", "OrderLine").objects.using(alias)
    reviews = apps.get_model("reviews", "Review").objects.using(alias).order_by("line_id")
    last = 0
    while found := list(reviews.filter(line_id__gt=last).values_list("line_id", flat=True)[:_AT_A_TIME]):
        lines.filter(pk__in=found).update(is_reviewed=True)
        last = found[-1]


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_staff_of_reviews"), ("orders", "0005_lines_are_reviewed")]

    operations = [migrations.RunPython(note_reviewed, migrations.RunPython.noop)]
