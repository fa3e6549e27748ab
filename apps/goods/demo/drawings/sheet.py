"""A sheet to draw on: shapes in the order of drawing, gradients shared, SVG text at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

Stop = str | tuple[str, float]  # a colour, or a colour with its opacity


def _number(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _attributes(attributes: dict[str, object]) -> str:
    return "".join(f' {name.rstrip("_").replace("_", "-")}="{_number(value)}"' for name, value in attributes.items())


class Sheet:
    """One drawing in the making. Light falls from the upper left; nothing refers to anything outside the file."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.foot = 0.0  # where the things drawn so far touch the floor; 0 when none does
        self._shapes: list[str] = []
        self._gradients: dict[str, str] = {}  # its definition → its id

    def add(self, tag: str, **attributes: object) -> None:
        self._shapes.append(f"<{tag}{_attributes(attributes)}/>")

    def rect(self, box: tuple[float, float, float, float], fill: str, r: float = 0, **more: object) -> None:
        x, y, width, height = box
        corner = {"rx": r} if r else {}
        self.add("rect", x=x, y=y, width=width, height=height, fill=fill, **corner, **more)

    def circle(self, cx: float, cy: float, r: float, fill: str, **more: object) -> None:
        self.add("circle", cx=cx, cy=cy, r=r, fill=fill, **more)

    def ellipse(self, cx: float, cy: float, radii: tuple[float, float], fill: str, **more: object) -> None:
        self.add("ellipse", cx=cx, cy=cy, rx=radii[0], ry=radii[1], fill=fill, **more)

    def path(self, d: str, fill: str, **more: object) -> None:
        self.add("path", d=d, fill=fill, **more)

    def line(self, d: str, stroke: str, width: float, **more: object) -> None:
        """A path that is stroked and not filled, with round ends."""
        self.add("path", d=d, fill="none", stroke=stroke, stroke_width=width, stroke_linecap="round", **more)

    @contextmanager
    def group(self, transform: str = "", **more: object) -> Iterator[None]:
        moved = {"transform": transform} if transform else {}
        self._shapes.append(f"<g{_attributes({**moved, **more})}>")
        yield
        self._shapes.append("</g>")

    def down(self, *stops: Stop) -> str:
        """A gradient from top to bottom, as a fill."""
        return self._gradient("linearGradient", ' x2="0" y2="1"', stops)

    def across(self, *stops: Stop) -> str:
        """A gradient from left to right."""
        return self._gradient("linearGradient", "", stops)

    def slant(self, *stops: Stop) -> str:
        """A gradient from the upper left, where the light is, to the lower right."""
        return self._gradient("linearGradient", ' x2="1" y2="1"', stops)

    def ball(self, *stops: Stop) -> str:
        """A gradient for round things, brightest where the light falls."""
        return self._gradient("radialGradient", ' cx=".36" cy=".3" r=".75"', stops)

    def glow(self, *stops: Stop) -> str:
        """A gradient from the centre outwards."""
        return self._gradient("radialGradient", "", stops)

    def shadow(self, cx: float, cy: float, rx: float, ry: float = 12) -> None:
        """The soft shadow of a thing that stands on the floor."""
        self.foot = max(self.foot, cy)
        self.ellipse(cx, cy, (rx, ry), self.glow(("#1d1a24", 0.34), ("#1d1a24", 0.2), ("#1d1a24", 0)))

    def svg(self) -> str:
        definitions = "".join(shape.replace("@", name, 1) for shape, name in self._gradients.items())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}">'
            f"<defs>{definitions}</defs>{''.join(self._shapes)}</svg>\n"
        )

    def _gradient(self, tag: str, geometry: str, stops: tuple[Stop, ...]) -> str:
        last = len(stops) - 1
        inner = "".join(_stop(stop, index / last) for index, stop in enumerate(stops))
        definition = f'<{tag} id="@"{geometry}>{inner}</{tag}>'
        name = self._gradients.setdefault(definition, f"g{len(self._gradients)}")
        return f"url(#{name})"


def _stop(stop: Stop, offset: float) -> str:
    colour, opacity = stop if isinstance(stop, tuple) else (stop, 1.0)
    shown = "" if opacity == 1 else f' stop-opacity="{_number(opacity)}"'
    place = "" if offset == 0 else f' offset="{_number(offset)}"'
    return f'<stop{place} stop-color="{colour}"{shown}/>'
