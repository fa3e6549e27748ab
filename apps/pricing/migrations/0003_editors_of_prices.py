"""Editors say what freight costs and what is taken off; analysts read it."""

from django.db import migrations

from utils.rights import give_rights, verbs_for

_MODELS = ("freighttemplate", "freightrule", "reduction")
RIGHTS = {
    "editor": verbs_for("pricing", _MODELS, ["add", "change", "delete", "view"]),
    "analyst": verbs_for("pricing", _MODELS, ["view"]),
}


class Migration(migrations.Migration):
    dependencies = [("pricing", "0002_reductions_end_after_they_start"), ("users", "0002_staff_groups")]

    operations = [give_rights(RIGHTS)]
