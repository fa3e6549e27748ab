"""A change that happens to parcels which nobody paid for at the door."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_lines_are_reviewed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="orderevent",
            name="change",
            field=models.CharField(
                choices=[
                    ("place", "提交订单"),
                    ("pay", "支付成功"),
                    ("cancel", "取消订单"),
                    ("expire", "超时未支付，自动取消"),
                    ("come_back", "包裹退回，取消订单"),
                    ("revive", "取消后收到付款，恢复订单"),
                    ("ship", "商家发货"),
                    ("receive", "确认收货"),
                    ("receive_by_itself", "到期自动确认收货"),
                    ("review", "评价完成"),
                    ("ask_refund", "申请退款"),
                    ("end_refund", "退款申请结束，继续发货"),
                    ("refund", "全部退款"),
                ],
                max_length=20,
                verbose_name="变更",
            ),
        ),
    ]
