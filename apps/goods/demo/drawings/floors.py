"""The picture at the head of each floor."""

from . import appliances, computers, devices, furnishings, phones
from .sheet import Sheet
from .stage import Arch, Plinth, Scene, Thing, plant, set_up

SIDE = 400  # pixels
_ARCH = Arch(200, 150, 196, 312)

LOGOS: dict[str, Scene] = {
    "phones": (
        "pink",
        (
            Plinth(278, 288, 66, 356),
            Thing(devices.earbuds, "white", 338, 278, 0.4, 292),
            Plinth(152, 322, 96, 366),
            Thing(phones.phone, "red", 346, 152, 0.76, 328),
        ),
    ),
    "computers": (
        "sky",
        (
            Thing(computers.headphones, "orange", 338, 300, 0.52, 330),
            Thing(computers.laptop, "blue", 310, 172, 0.82, 346),
            Thing(computers.mouse, "white", 330, 360, 0.22, 362),
        ),
    ),
    "home": (
        "mint",
        (
            Thing(appliances.fridge, "cream", 360, 312, 0.62, 330),
            Thing(plant, "white", 392, 88, 0.54, 330),
            Thing(furnishings.sofa, "teal", 320, 178, 0.72, 356),
        ),
    ),
}


def logo(floor: str) -> bytes:
    """The SVG for a floor in LOGOS, SIDE by SIDE."""
    sheet = Sheet(SIDE, SIDE)
    set_up(sheet, _ARCH, LOGOS[floor])
    return sheet.svg().encode()
