"""What the shoppers of the demo call the same thing."""

from goods.models.synonyms import Synonym

GROUPS = (
    "手机 电话 移动电话",
    "笔记本电脑 笔电 手提电脑",
    "充电宝 移动电源",
    "电饭煲 电饭锅",
    "旅行箱 行李箱 拉杆箱 登机箱",
    "自行车 单车 脚踏车",
    "口红 唇膏 唇釉",
    "电风扇 电扇 风扇",
    "纸尿裤 尿不湿",
    "双肩包 书包 背包",
)


def load_synonyms() -> None:
    """Loads all groups. A mall that has any keeps what it has."""
    if not Synonym.objects.exists():
        Synonym.objects.bulk_create(Synonym(words=words) for words in GROUPS)
