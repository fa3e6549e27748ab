"""Pictures of the demo's goods, drawn here: one drawing per kind of product, in every colour that it comes in."""

from collections.abc import Callable

from . import appliances, computers, devices, furnishings, phones
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
    "smart watch": devices.smart_watch,
    "camera": devices.camera,
    "speaker": devices.speaker,
    "earbuds": devices.earbuds,
    "router": devices.router,
    "television": appliances.television,
    "fridge": appliances.fridge,
    "washing machine": appliances.washing_machine,
    "air conditioner": appliances.air_conditioner,
    "rice cooker": appliances.rice_cooker,
    "kettle": appliances.kettle,
    "vacuum robot": appliances.vacuum_robot,
    "sofa": furnishings.sofa,
    "chair": furnishings.chair,
    "office chair": furnishings.office_chair,
    "desk": furnishings.desk,
    "bed": furnishings.bed,
    "lamp": furnishings.lamp,
    "cup": furnishings.cup,
    "frying pan": furnishings.frying_pan,
}


def draw(kind: str, colour: str) -> bytes:
    """The SVG picture of a kind of product in a colour of `colours.BASES`, SIDE by SIDE."""
    colours = shades(colour)
    sheet = Sheet(SIDE, SIDE)
    sheet.rect((0, 0, SIDE, SIDE), sheet.down(colours.backdrop, colours.backdrop, colours.floor))
    KINDS[kind](sheet, colours)
    return sheet.svg().encode()
