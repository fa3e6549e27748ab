from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contents", "0002_hot_search_words")]

    operations = [
        migrations.AddField(
            "content", "sizes_wanted_at", models.DateTimeField(db_index=True, editable=False, null=True)
        ),
        migrations.AddField("content", "sizes_token", models.CharField(default="", editable=False, max_length=16)),
    ]
