"""Editors write products, analysts read them."""

from django.db import migrations

from utils.rights import give_rights, verbs_for

_MODELS = ("brand", "spu", "sku", "skuimage", "specification", "specificationoption")
RIGHTS = {
    "editor": verbs_for("goods", _MODELS, ["add", "change", "delete", "view"]),
    "analyst": verbs_for("goods", _MODELS, ["view"]),
}


class Migration(migrations.Migration):
    dependencies = [("goods", "0004_found_by_name"), ("users", "0002_staff_groups")]

    operations = [give_rights(RIGHTS)]
