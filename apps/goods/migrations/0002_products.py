from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0001_categories_and_channels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, unique=True, verbose_name="名称")),
                ("initial", models.CharField(max_length=1, verbose_name="首字母")),
                ("renditions", models.JSONField(blank=True, default=list, editable=False, verbose_name="标志")),
            ],
            options={
                "verbose_name": "品牌",
                "verbose_name_plural": "品牌",
                "ordering": ("initial", "name"),
            },
        ),
        migrations.CreateModel(
            name="CatalogueChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sku_id", models.BigIntegerField()),
                ("changed_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Specification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20, verbose_name="规格")),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="顺序")),
            ],
            options={
                "verbose_name": "规格",
                "verbose_name_plural": "规格",
                "ordering": ("sequence", "id"),
            },
        ),
        migrations.CreateModel(
            name="SKU",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="名称")),
                ("caption", models.CharField(blank=True, max_length=200, verbose_name="副标题")),
                (
                    "price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="单价",
                    ),
                ),
                (
                    "cost_price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="进价",
                    ),
                ),
                (
                    "market_price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="市场价",
                    ),
                ),
                ("stock", models.PositiveIntegerField(default=0, verbose_name="库存")),
                ("sales", models.PositiveIntegerField(default=0, verbose_name="销量")),
                ("review_count", models.PositiveIntegerField(default=0, verbose_name="评价数")),
                ("is_launched", models.BooleanField(default=True, verbose_name="上架")),
                ("renditions", models.JSONField(blank=True, default=list, editable=False, verbose_name="封面")),
                ("option_key", models.CharField(editable=False, max_length=120, verbose_name="规格组合")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="上架时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "category",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skus",
                        to="goods.category",
                        verbose_name="三级类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "SKU",
                "verbose_name_plural": "SKU",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="SKUImage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("renditions", models.JSONField(default=list, editable=False, verbose_name="图片")),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="顺序")),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="images",
                        to="goods.sku",
                        verbose_name="SKU",
                    ),
                ),
            ],
            options={
                "verbose_name": "SKU 图片",
                "verbose_name_plural": "SKU 图片",
                "ordering": ("sequence", "id"),
            },
        ),
        migrations.CreateModel(
            name="SpecificationOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=40, verbose_name="选项")),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="顺序")),
                (
                    "specification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="goods.specification",
                        verbose_name="规格",
                    ),
                ),
            ],
            options={
                "verbose_name": "规格选项",
                "verbose_name_plural": "规格选项",
                "ordering": ("sequence", "id"),
            },
        ),
        migrations.CreateModel(
            name="SKUSpecification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chosen",
                        to="goods.sku",
                        verbose_name="SKU",
                    ),
                ),
                (
                    "specification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="goods.specification",
                        verbose_name="规格",
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chosen",
                        to="goods.specificationoption",
                        verbose_name="选项",
                    ),
                ),
            ],
            options={
                "verbose_name": "SKU 规格",
                "verbose_name_plural": "SKU 规格",
                "ordering": ("specification__sequence", "specification_id"),
            },
        ),
        migrations.CreateModel(
            name="SPU",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("description", models.TextField(blank=True, verbose_name="商品介绍")),
                ("packing", models.TextField(blank=True, verbose_name="包装清单")),
                ("after_sales", models.TextField(blank=True, verbose_name="售后服务")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spus",
                        to="goods.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        limit_choices_to={"level": 3},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spus",
                        to="goods.category",
                        verbose_name="三级类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "商品（SPU）",
                "verbose_name_plural": "商品（SPU）",
                "ordering": ("-pk",),
            },
        ),
        migrations.AddField(
            model_name="specification",
            name="spu",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="specifications",
                to="goods.spu",
                verbose_name="商品（SPU）",
            ),
        ),
        migrations.AddField(
            model_name="sku",
            name="spu",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="skus",
                to="goods.spu",
                verbose_name="商品（SPU）",
            ),
        ),
        migrations.CreateModel(
            name="VisitCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(verbose_name="日期")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="次数")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="goods.category",
                        verbose_name="三级类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "类别访问量",
                "verbose_name_plural": "类别访问量",
                "ordering": ("-date", "-count"),
            },
        ),
        migrations.CreateModel(
            name="Favourite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("price_then", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="收藏时的单价")),
                ("was_in_stock", models.BooleanField(default=True, verbose_name="收藏时有货")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="收藏时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="favourites",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="favourites",
                        to="goods.sku",
                        verbose_name="SKU",
                    ),
                ),
            ],
            options={
                "verbose_name": "收藏",
                "verbose_name_plural": "收藏",
                "ordering": ("-pk",),
                "constraints": [models.UniqueConstraint(fields=("user", "sku"), name="goods_favourite_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="specificationoption",
            constraint=models.UniqueConstraint(
                fields=("specification", "value"),
                name="goods_option_once_per_specification",
                violation_error_message="这个规格已有这个选项",
            ),
        ),
        migrations.AddConstraint(
            model_name="skuspecification",
            constraint=models.UniqueConstraint(
                fields=("sku", "specification"), name="goods_sku_one_option_per_specification"
            ),
        ),
        migrations.AddConstraint(
            model_name="specification",
            constraint=models.UniqueConstraint(
                fields=("spu", "name"),
                name="goods_specification_once_per_spu",
                violation_error_message="这个商品已有这个规格",
            ),
        ),
        migrations.AddIndex(
            model_name="sku",
            index=models.Index(fields=["category", "is_launched", "-sales", "-id"], name="goods_sku_hot"),
        ),
        migrations.AddIndex(
            model_name="sku",
            index=models.Index(fields=["is_launched", "stock"], name="goods_sku_low_stock"),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.UniqueConstraint(
                fields=("spu", "option_key"),
                name="goods_sku_once_per_combination",
                violation_error_message="这个规格组合已有一个 SKU",
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_price__gte", 0), ("market_price__gte", 0), ("price__gte", 0)),
                name="goods_sku_prices_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitcount",
            constraint=models.UniqueConstraint(fields=("category", "date"), name="goods_visits_once_a_day"),
        ),
    ]
