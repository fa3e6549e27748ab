"""Pictures of the demo's goods, drawn here: one drawing per kind of product, in every colour that it comes in."""

from collections.abc import Callable

from . import computers, household, phones
from .colours import Shades, shades
from .sheet import Sheet

SIDE = 400  # pixels

KINDS: dict[str, Callable[[Sheet, Shades], None]] = {
    "phone": phones.phone,
    "folding phone": phones.folding_phone,
    "feature phone": phones.feature_phone,
    "phone case": phones.phone_case,
    "charger": phones.charger,
    "power bank": phones.power_bank,
    "cable": phones.cable,
    "phone stand": phones.phone_stand,
    "laptop": computers.laptop,
    "tablet": computers.tablet,
    "monitor": computers.monitor,
    "keyboard": computers.keyboard,
    "mouse": computers.mouse,
    "headphones": computers.headphones,
    "television": household.television,
    "fridge": household.fridge,
    "washing machine": household.washing_machine,
    "rice cooker": household.rice_cooker,
    "kettle": household.kettle,
    "lamp": household.lamp,
    "sofa": household.sofa,
    "chair": household.chair,
    "desk": household.desk,
    "cup": household.cup,
}


def draw(kind: str, colour: str) -> bytes:
    """The SVG picture of a kind of product in a colour of `colours.BASES`, SIDE by SIDE."""
    colours = shades(colour)
    sheet = Sheet(SIDE, SIDE)
    sheet.rect((0, 0, SIDE, SIDE), sheet.down(colours.backdrop, colours.backdrop, colours.floor))
    KINDS[kind](sheet, colours)
    return sheet.svg().encode()
