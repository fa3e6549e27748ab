from django.db import migrations, models


class Migration(migrations.Migration):
    """About 10 s for a million SKUs, during which the shop goes on."""

    dependencies = [("goods", "0009_sizes_of_pictures_wanted")]

    operations = [
        migrations.AddIndex(
            "sku", models.Index(fields=["name", "id", "category", "is_launched", "stock"], name="goods_sku_found")
        ),
        migrations.RemoveIndex("sku", "goods_sku_name"),
        migrations.AddIndex(
            "sku", models.Index(fields=["category", "-id", "is_launched", "stock"], name="goods_sku_newest")
        ),
        migrations.AddIndex("sku", models.Index(fields=["is_launched", "id"], name="goods_sku_shelf")),
    ]
