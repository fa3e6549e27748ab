from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goods", "0003_visit_batches")]

    operations = [
        migrations.AddIndex(model_name="spu", index=models.Index(fields=["name"], name="goods_spu_name")),
        migrations.AddIndex(model_name="sku", index=models.Index(fields=["name"], name="goods_sku_name")),
    ]
