"""Order clerks carry refunds out and read the money, analysts read it."""

from django.db import migrations

from utils.rights import give_rights, verbs_for

_SEEN = (
    *verbs_for("payment", ["payment", "refund", "reconciliation"], ["view"]),
    *verbs_for("ledger", ["posting", "entry"], ["view"]),
)
RIGHTS = {"order clerk": [*_SEEN, "payment.carry_out_refund"], "analyst": _SEEN}


class Migration(migrations.Migration):
    dependencies = [("payment", "0001_payment"), ("ledger", "0001_ledger"), ("users", "0002_staff_groups")]

    operations = [give_rights(RIGHTS)]
