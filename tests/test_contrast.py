"""Text and controls stand out from what is behind them, in both themes, also in the large version (WCAG 2.2, 1.4.3)."""

import math
import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[1] / "static/css/tokens.css").read_text()
_COLOUR = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
SURFACES = ("paper", "surface", "sunken")


def _palette(theme, size):
    """Each colour token's value in oklch, for theme 0 (light) or 1 (dark)."""
    normal, elder = TOKENS.split('[data-size="elder"]')
    palette = {}
    for block in (normal, elder) if size == "elder" else (normal,):
        for name, value in re.findall(r"--([\w-]+): ((?:light-dark|oklch)\(.+\));", block):
            colours = [tuple(map(float, found)) for found in _COLOUR.findall(value)]
            palette[name] = colours[theme % len(colours)]
    return palette


def _luminance(colour):
    """Relative luminance of an oklch colour, by Björn Ottosson's matrices for OKLab and linear sRGB."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(part, 0), 1) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


PAIRS = [
    *[(text, behind, 4.5) for text in ("ink", "muted", "brand-ink", "gold-ink", "green-ink") for behind in SURFACES],
    *[(f"{tone}-ink", f"{tone}-tint", 4.5) for tone in ("brand", "gold", "green")],
    *[("ink", f"{tone}-tint", 4.5) for tone in ("brand", "gold", "green")],
    ("on-brand", "brand", 4.5),
    ("on-brand", "brand-strong", 4.5),
    *[(line, behind, 3) for line in ("edge", "focus") for behind in SURFACES],
]


@pytest.mark.parametrize("size", ["standard", "elder"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_stand_out_from_what_is_behind_them(theme, size):
    palette = _palette(theme, size)

    weak = {
        (front, behind): round(_contrast(palette[front], palette[behind]), 2)
        for front, behind, least in PAIRS
        if _contrast(palette[front], palette[behind]) < least
    }
    assert weak == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_elder_version_has_text_of_7_to_1(theme):
    palette = _palette(theme, "elder")

    weak = [text for text in ("ink", "muted", "brand-ink") if _contrast(palette[text], palette["surface"]) < 7]
    assert weak == []
