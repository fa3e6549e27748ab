"""The areas of apps/areas/division/areas.csv."""

from django.db import migrations

from areas.services import load_areas


def load(apps, schema_editor):
    load_areas(model=apps.get_model("areas", "Area"))


def remove(apps, schema_editor):
    areas = apps.get_model("areas", "Area").objects
    areas.filter(parent__parent__isnull=False).delete()  # from below: a parent is protected by its children
    areas.filter(parent__isnull=False).delete()
    areas.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_area"),
    ]

    operations = [migrations.RunPython(load, remove)]
