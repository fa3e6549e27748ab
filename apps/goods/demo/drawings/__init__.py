"""Pictures of the demo's goods, drawn here: one drawing per kind of product, in every colour that it comes in."""

from collections.abc import Callable
from contextlib import nullcontext

from . import appliances, bags, beauty, clothes, computers, devices, furnishings, groceries, leisure, phones, shoes
from .colours import Shades, shades
from .sheet import Sheet
from .stage import Arch, Plinth, Thing, set_up

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
    "T-shirt": clothes.t_shirt,
    "dress": clothes.dress,
    "jacket": clothes.jacket,
    "jeans": clothes.jeans,
    "cap": clothes.cap,
    "sneaker": shoes.sneaker,
    "leather shoe": shoes.leather_shoe,
    "high heel": shoes.high_heel,
    "boot": shoes.boot,
    "handbag": bags.handbag,
    "backpack": bags.backpack,
    "suitcase": bags.suitcase,
    "watch": bags.watch,
    "sunglasses": bags.sunglasses,
    "tea tin": groceries.tea_tin,
    "coffee bag": groceries.coffee_bag,
    "honey jar": groceries.honey_jar,
    "milk carton": groceries.milk_carton,
    "snack bag": groceries.snack_bag,
    "rice bag": groceries.rice_bag,
    "book": leisure.book,
    "picture book": leisure.picture_book,
    "teddy bear": leisure.teddy_bear,
    "building blocks": leisure.building_blocks,
    "toy car": leisure.toy_car,
    "guitar": leisure.guitar,
    "ball": leisure.ball,
    "lipstick": beauty.lipstick,
    "perfume": beauty.perfume,
    "cream jar": beauty.cream_jar,
}


#: The pictures of a gallery: the thing alone, set up in a room, and from close by.
VIEWS = ("front", "scene", "detail")

_ARCH = Arch(200, 168, 176, 316)
_HANGS_AT = 250  # the foot of what hangs on a wall, a little above the plinth
#: Rooms in which a colour stands out; all others stand in the yellow one.
_ROOMS = {
    **dict.fromkeys(("red", "orange", "pink", "brown", "cream"), "mint"),
    **dict.fromkeys(("yellow", "gold", "white", "black", "silver"), "sky"),
    **dict.fromkeys(("green", "mint", "teal"), "pink"),
}


def draw(kind: str, colour: str, view: str = "front") -> bytes:
    """The SVG picture of a kind of product in a colour of `colours.BASES`, SIDE by SIDE."""
    sheet = Sheet(SIDE, SIDE)
    if view == "scene":
        _draw_scene(sheet, kind, colour)
    else:
        _draw_alone(sheet, kind, shades(colour), is_close=view == "detail")
    return sheet.svg().encode()


def _draw_alone(sheet: Sheet, kind: str, colours: Shades, *, is_close: bool) -> None:
    sheet.rect((0, 0, SIDE, SIDE), sheet.down(colours.backdrop, colours.backdrop, colours.floor))
    with sheet.group("translate(-150 -90) scale(1.75)") if is_close else nullcontext():
        KINDS[kind](sheet, colours)


def _draw_scene(sheet: Sheet, kind: str, colour: str) -> None:
    trial = Sheet(SIDE, SIDE)
    KINDS[kind](trial, shades(colour))
    thing = Thing(KINDS[kind], colour, trial.foot or _HANGS_AT, 200, 0.78, 306)
    set_up(sheet, _ARCH, (_ROOMS.get(colour, "yellow"), (Plinth(200, 296, 136, 352), thing)))
