"""The colours that goods come in, each with its lighter and darker shades."""

from typing import NamedTuple

_WHITE = "#ffffff"
_NIGHT = "#16121f"  # shades darken towards a bluish black; pure black would look dirty
_PAPER = "#f7f5f2"

BASES = {
    "black": "#2e3036",
    "grey": "#8b8f98",
    "silver": "#cdd0d6",
    "white": "#f1f0ee",
    "cream": "#efe2cb",
    "gold": "#dfbf8b",
    "brown": "#8d5d3f",
    "red": "#d6303a",
    "orange": "#ef7d3a",
    "yellow": "#f3c242",
    "green": "#3f8e63",
    "mint": "#a5d5be",
    "teal": "#2b8c95",
    "sky": "#83b8e6",
    "blue": "#2f69d4",
    "navy": "#2b3c66",
    "lavender": "#b7a7e2",
    "purple": "#7d5fc4",
    "pink": "#f0a3b3",
}


class Shades(NamedTuple):
    """One colour in its lights and shadows."""

    name: str
    pale: str
    light: str
    base: str
    deep: str
    dark: str
    backdrop: str  # nearly white, with a breath of the colour
    floor: str


def mix(first: str, second: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way from the first to the second."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def shades(name: str) -> Shades:
    """The shades of a colour in BASES. The brightest ones stand before a darker wall, to be seen at all."""
    base = BASES[name]
    is_bright = name in ("white", "cream", "silver")
    return Shades(
        name=name,
        pale=mix(base, _WHITE, 0.72),
        light=mix(base, _WHITE, 0.32),
        base=base,
        deep=mix(base, _NIGHT, 0.22),
        dark=mix(base, _NIGHT, 0.48),
        backdrop="#e9e5df" if is_bright else mix(base, _PAPER, 0.93),
        floor="#d0cac1" if is_bright else mix(mix(base, _PAPER, 0.84), "#d8d3cc", 0.4),
    )
