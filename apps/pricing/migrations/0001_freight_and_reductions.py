"""Freight templates with their rules, and reductions."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0002_load_areas"),
    ]

    operations = [
        migrations.CreateModel(
            name="FreightTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30, unique=True, verbose_name="名称")),
                (
                    "is_default",
                    models.BooleanField(
                        default=False, help_text="没有指定运费模板的商品都按它计算", verbose_name="默认"
                    ),
                ),
                (
                    "default_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(models.When(is_default=True, then=1)),
                        output_field=models.SmallIntegerField(),
                        unique=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "运费模板",
                "verbose_name_plural": "运费模板",
                "ordering": ("-is_default", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Reduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                (
                    "from_amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="满",
                    ),
                ),
                (
                    "off",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="减",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="开始")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="结束")),
            ],
            options={
                "verbose_name": "满减",
                "verbose_name_plural": "满减",
                "ordering": ("from_amount", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_amount__gte", models.F("off")), ("off__gt", 0)),
                        name="pricing_reduction_within_amount",
                        violation_error_message="减免要大于 0，且不能超过门槛金额",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FreightRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fee",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="运费",
                    ),
                ),
                (
                    "free_from",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="留空表示不包邮",
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="满多少元包邮",
                    ),
                ),
                (
                    "provinces",
                    models.ManyToManyField(
                        blank=True,
                        help_text="留空表示其余所有省份",
                        limit_choices_to={"parent": None},
                        related_name="+",
                        to="areas.area",
                        verbose_name="省份",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="pricing.freighttemplate",
                        verbose_name="运费模板",
                    ),
                ),
            ],
            options={
                "verbose_name": "运费规则",
                "verbose_name_plural": "运费规则",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fee__gte", 0), models.Q(("free_from", None), ("free_from__gte", 0), _connector="OR")
                        ),
                        name="pricing_freight_not_negative",
                    )
                ],
            },
        ),
    ]
