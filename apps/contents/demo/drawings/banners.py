"""Wide pictures for the carousel: a calm left half for words, a scene at the right."""

from collections.abc import Callable

from . import appliances, computers, furnishings, phones
from .colours import BASES, Shades, mix, shades
from .sheet import Sheet

WIDTH, HEIGHT = 1200, 720  # pixels; shown as wide as 2:1 on a phone and as narrow as 5:4 on a desk
STRIP_WIDTH, STRIP_HEIGHT = 1440, 80

_Drawing = Callable[[Sheet, Shades], None]
_Placed = tuple[_Drawing, str, str]  # what, in which colour, where (an SVG transform)

SCENES: dict[str, tuple[str, tuple[_Placed, ...]]] = {
    "phones": (
        "red",
        (
            (phones.folding_phone, "lavender", "translate(1010 60) scale(.78)"),
            (phones.phone, "red", "translate(740 20) scale(1.08)"),
            (phones.power_bank, "white", "translate(1040 230) scale(.5)"),
        ),
    ),
    "work": (
        "sky",
        (
            (computers.monitor, "navy", "translate(960 24) scale(.86)"),
            (computers.laptop, "blue", "translate(740 70) scale(1)"),
            (furnishings.cup, "orange", "translate(1090 240) scale(.48)"),
        ),
    ),
    "living": (
        "mint",
        (
            (furnishings.lamp, "cream", "translate(1040 20) scale(1)"),
            (furnishings.sofa, "green", "translate(730 60) scale(1.05)"),
        ),
    ),
    "kitchen": (
        "yellow",
        (
            (appliances.fridge, "mint", "translate(1010 0) scale(1.1)"),
            (appliances.rice_cooker, "white", "translate(760 80) scale(.95)"),
            (appliances.kettle, "orange", "translate(690 180) scale(.62)"),
        ),
    ),
    "music": (
        "lavender",
        (
            (computers.tablet, "purple", "translate(980 30) scale(.98)"),
            (computers.headphones, "pink", "translate(740 60) scale(1)"),
            (furnishings.cup, "white", "translate(1140 250) scale(.46)"),
        ),
    ),
}


def banner(scene: str) -> bytes:
    """The SVG of a scene, WIDTH by HEIGHT; its left half is bright enough for dark words."""
    colour, placed = SCENES[scene]
    sheet = Sheet(WIDTH, HEIGHT)
    _wall(sheet, shades(colour))
    with sheet.group("translate(-80 200) scale(.88)"):
        for drawing, tint, transform in placed:
            with sheet.group(transform):
                drawing(sheet, shades(tint))
    return sheet.svg().encode()


def strip(colour: str) -> bytes:
    """The SVG behind the header advert: bright, with confetti at its far end."""
    sheet = Sheet(STRIP_WIDTH, STRIP_HEIGHT)
    tones = shades(colour)
    sheet.rect((0, 0, STRIP_WIDTH, STRIP_HEIGHT), sheet.across(tones.pale, mix(tones.pale, "#ffffff", 0.5), tones.pale))
    for index, name in enumerate(("red", "orange", "teal", "gold", "pink", "blue", "green") * 4):
        sheet.circle(980 + (index * 97) % 440, (index * 41) % STRIP_HEIGHT, 3 + index % 4 * 2, BASES[name], opacity=0.5)
    return sheet.svg().encode()


def _wall(sheet: Sheet, c: Shades) -> None:
    wall = mix(c.pale, "#ffffff", 0.45)
    sheet.rect((0, 0, WIDTH, HEIGHT), sheet.across(wall, wall, c.pale))
    sheet.circle(840, 380, 300, c.light, opacity=0.35)
    sheet.circle(840, 380, 215, c.pale, opacity=0.9)
    sheet.rect((0, 552, WIDTH, 168), mix(c.pale, "#ffffff", 0.2), opacity=0.8)
