"""Order clerks see, cancel, ship and export orders; analysts see them."""

from django.db import migrations

from utils.rights import give_rights, verbs_for

RIGHTS = {
    "order clerk": verbs_for("orders", ["order"], ["view", "change", "ship", "export"]),
    "analyst": ["orders.view_order"],
}


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_lists_of_staff"), ("users", "0002_staff_groups")]

    operations = [give_rights(RIGHTS)]
