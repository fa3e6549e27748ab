"""Areas for tests. The data migration loads them all; tests with transactions of their own empty the database."""

from areas.models import Area
from areas.services import load_areas

SAMPLES = {440000: "广东省", 440300: "深圳市", 440305: "南山区"}


def sample_district():
    """Nanshan in Shenzhen in Guangdong, made when it is not there."""
    parent = None
    for code, name in SAMPLES.items():
        parent, _created = Area.objects.get_or_create(code=code, defaults={"name": name, "parent": parent})
    return parent


def all_areas():
    """The whole tree, loaded when it is not there."""
    if Area.objects.count() < 3000:
        load_areas()
