from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goods", "0008_sheet_imports")]

    operations = [
        migrations.AddField("brand", "sizes_wanted_at", models.DateTimeField(db_index=True, editable=False, null=True)),
        migrations.AddField("brand", "sizes_token", models.CharField(default="", editable=False, max_length=16)),
        migrations.AddField(
            "skuimage", "sizes_wanted_at", models.DateTimeField(db_index=True, editable=False, null=True)
        ),
        migrations.AddField("skuimage", "sizes_token", models.CharField(default="", editable=False, max_length=16)),
    ]
