"""Editors write synonyms, analysts read them."""

from django.db import migrations

from utils.rights import give_rights, verbs_for

RIGHTS = {
    "editor": verbs_for("goods", ["synonym"], ["add", "change", "delete", "view"]),
    "analyst": ["goods.view_synonym"],
}


class Migration(migrations.Migration):
    dependencies = [("goods", "0006_synonyms"), ("users", "0002_staff_groups")]

    operations = [give_rights(RIGHTS)]
