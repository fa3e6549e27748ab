"""What sending a product costs, and how many of a SKU one order may hold."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0012_found_in_category"),
        ("pricing", "0001_freight_and_reductions"),
    ]

    operations = [
        migrations.AddField(
            model_name="sku",
            name="purchase_limit",
            field=models.PositiveSmallIntegerField(
                db_default=200,
                default=200,
                help_text="一个订单最多买几件",
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="每单限购",
            ),
        ),
        migrations.AddField(
            model_name="spu",
            name="freight_template",
            field=models.ForeignKey(
                blank=True,
                help_text="留空时按默认模板计算",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="spus",
                to="pricing.freighttemplate",
                verbose_name="运费模板",
            ),
        ),
    ]
