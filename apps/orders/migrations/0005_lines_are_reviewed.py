"""Whether a line has its review: asked when a refund leaves nothing to review."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_language")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="is_reviewed",
            field=models.BooleanField(db_default=False, default=False, verbose_name="已评价"),
        ),
    ]
