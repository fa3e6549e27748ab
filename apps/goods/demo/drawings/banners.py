"""Wide pictures for the carousel: a calm left half for words, a scene at the right."""

from . import appliances, computers, devices, furnishings, phones
from .colours import mix, shades
from .sheet import Sheet
from .stage import Arch, Plinth, Scene, Thing, ball, plant, set_up

WIDTH, HEIGHT = 1200, 720  # pixels; shown as wide as 2:1 and as narrow as 7:8, so the scene keeps off the edges
STRIP_WIDTH, STRIP_HEIGHT = 1440, 80
_ARCH = Arch(848, 258, 382, 536)

SCENES: dict[str, Scene] = {
    "phones": (
        "pink",
        (
            Plinth(976, 470, 108, 640),
            Thing(phones.folding_phone, "lavender", 324, 976, 0.86, 472),
            Plinth(764, 552, 164, 640),
            Thing(phones.phone, "red", 346, 764, 1.22, 562),
            Thing(ball, "orange", 392, 958, 0.13, 648),
            Thing(ball, "lavender", 392, 1014, 0.08, 636),
        ),
    ),
    "work": (
        "sky",
        (
            Thing(furnishings.lamp, "yellow", 348, 668, 1, 570),
            Thing(computers.monitor, "blue", 332, 902, 1.16, 572),
            Thing(computers.laptop, "silver", 310, 784, 0.92, 626),
            Thing(furnishings.cup, "orange", 326, 1030, 0.42, 626),
        ),
    ),
    "living": (
        "mint",
        (
            Thing(furnishings.lamp, "orange", 348, 1000, 1.2, 578),
            Thing(plant, "white", 392, 688, 1.1, 582),
            Thing(furnishings.sofa, "teal", 320, 814, 1.22, 612),
        ),
    ),
    "kitchen": (
        "yellow",
        (
            Thing(appliances.fridge, "mint", 360, 978, 1.2, 596),
            Plinth(756, 544, 176, 640),
            Thing(appliances.rice_cooker, "red", 322, 790, 0.9, 552),
            Thing(appliances.kettle, "white", 334, 650, 0.62, 572),
            Thing(ball, "orange", 392, 948, 0.11, 644),
        ),
    ),
    "music": (
        "lavender",
        (
            Plinth(980, 486, 106, 640),
            Thing(devices.speaker, "navy", 344, 980, 0.92, 492),
            Plinth(764, 552, 168, 640),
            Thing(computers.headphones, "orange", 338, 764, 1.16, 560),
            Thing(ball, "pink", 392, 954, 0.13, 648),
            Thing(ball, "yellow", 392, 1012, 0.08, 636),
        ),
    ),
}


def banner(scene: str) -> bytes:
    """The SVG of a scene, WIDTH by HEIGHT; its left half is bright enough for dark words."""
    sheet = Sheet(WIDTH, HEIGHT)
    set_up(sheet, _ARCH, SCENES[scene])
    return sheet.svg().encode()


def strip(colour: str) -> bytes:
    """The SVG behind the header advert: bright, with hills under a sun at its far end."""
    sheet, c = Sheet(STRIP_WIDTH, STRIP_HEIGHT), shades(colour)
    bright = mix(c.pale, "#ffffff", 0.6)
    sheet.rect((0, 0, STRIP_WIDTH, STRIP_HEIGHT), sheet.across(bright, bright, c.pale))
    sheet.circle(1246, 42, 27, shades("orange").light, opacity=0.85)
    for d, tint, opacity in (
        ("M960 80c90-52 170-44 250-20s150-30 230-26v46z", c.light, 0.55),
        ("M1040 80c70-30 150-26 210-8s130-22 190-20v28z", c.base, 0.6),
        ("M1180 80c50-20 120-18 160-6s70-12 100-12v18z", shades("green").light, 0.7),
    ):
        sheet.path(d, tint, opacity=opacity)
    for x, y in ((1120, 22), (1142, 30), (1350, 20)):
        sheet.line(f"M{x} {y}q6-7 11 0 5-7 11 0", c.dark, 2, opacity=0.5)
    sheet.path("M0 80V44c60-8 96 26 150 22s70 8 90 14z", c.light, opacity=0.3)
    return sheet.svg().encode()
