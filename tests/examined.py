"""What the doctor's checks said."""

from meiduo_mall.doctor.registry import Mall

DEVELOPMENT, PRODUCTION = Mall(is_production=False), Mall(is_production=True)


def grades(examined):
    return [finding.grade.value for finding in examined]


def whats(examined):
    return [finding.what for finding in examined]
