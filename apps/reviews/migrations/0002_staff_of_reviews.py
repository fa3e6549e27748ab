"""Order clerks moderate and answer reviews, analysts read them."""

from django.db import migrations

from utils.rights import give_rights, verbs_for

_MODELS = ("review", "reviewpicture")
RIGHTS = {
    "order clerk": verbs_for("reviews", _MODELS, ["change", "view"]),
    "analyst": verbs_for("reviews", _MODELS, ["view"]),
}


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_reviews"), ("users", "0002_staff_groups")]

    operations = [give_rights(RIGHTS)]
