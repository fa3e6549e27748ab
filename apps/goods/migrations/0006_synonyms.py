from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goods", "0005_editors_of_goods")]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        help_text="同一意思的词，用空格分开，例如：手机 电话 移动电话",
                        max_length=200,
                        unique=True,
                        verbose_name="同义词",
                    ),
                ),
            ],
            options={
                "verbose_name": "同义词",
                "verbose_name_plural": "同义词",
                "ordering": ("words",),
            },
        ),
    ]
