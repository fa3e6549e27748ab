"""Names within a category: with a third condition the database read the whole category instead."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0011_history_of_a_row"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="sku",
            index=models.Index(
                fields=["category", "name", "id", "is_launched", "stock"], name="goods_sku_found_in_category"
            ),
        ),
    ]
