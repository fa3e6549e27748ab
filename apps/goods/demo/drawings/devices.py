"""Small electronics to carry, wear and listen to."""

from .colours import Shades
from .sheet import Sheet

_GLASS = "#17181c"
_STEEL = ("#f3f4f6", "#c3c7ce", "#8d929c")


def smart_watch(s: Sheet, c: Shades) -> None:
    s.shadow(200, 362, 84)
    s.path("M150 128l12-76q3-16 18-16h40q15 0 18 16l12 76z", s.across(c.light, c.base, c.deep))
    s.path("M150 272l12 76q3 14 18 14h40q15 0 18-14l12-76z", s.across(c.light, c.base, c.deep))
    for y in (318, 332, 346):
        s.circle(200, y, 3.5, c.dark)
    s.rect((278, 178, 14, 38), s.across(*_STEEL), 6)
    s.rect((118, 108, 164, 184), s.slant("#eceef1", "#9ea2ab", "#5f626b"), 46)
    s.rect((124, 114, 152, 172), s.slant("#34363d", "#0d0e11"), 41)
    s.rect((132, 122, 136, 156), "#0b0c0f", 34)
    for r, share, tint in ((50, 0.78, "#e8505b"), (37, 0.62, "#8ad14f"), (24, 0.86, "#4cc3e0")):
        full = 2 * 3.1416 * r
        s.circle(200, 200, r, "none", stroke=tint, stroke_width=9, opacity=0.22)
        with s.group("rotate(-90 200 200)"):
            drawn = f"{full * share:.0f} {full:.0f}"
            s.circle(200, 200, r, "none", stroke=tint, stroke_width=9, stroke_linecap="round", stroke_dasharray=drawn)
    s.path("M132 156q0-34 34-34h40l-74 112z", "#fff", opacity=0.1)


def camera(s: Sheet, c: Shades) -> None:
    s.shadow(200, 312, 152, 14)
    s.path("M146 122l14-40q3-8 12-8h56q9 0 12 8l14 40z", s.across("#565962", "#26282d"))
    s.rect((184, 66, 32, 10), s.across(*_STEEL), 3)
    s.rect((82, 98, 44, 20), s.across(*_STEEL), 6)
    s.rect((276, 96, 40, 22), s.across("#565962", "#26282d"), 6)
    s.rect((54, 112, 292, 194), s.slant("#5b5e67", "#25272c"), 28)
    s.path("M54 172h292v82H54z", s.across(c.light, c.base, c.deep))
    s.path("M54 172h292v3H54zM54 251h292v3H54z", "#111216", opacity=0.5)
    s.path("M54 176h34v74H54z", "#000", opacity=0.12)
    s.circle(200, 212, 84, s.slant("#6b6e77", "#17181c"))
    s.circle(200, 212, 76, s.slant("#2b2d32", "#4b4e56"))
    s.circle(200, 212, 66, s.slant("#43464e", "#0e0f12"))
    s.circle(200, 212, 50, "#07080a")
    s.circle(200, 212, 44, s.ball("#7d8fd0", "#2b2452", "#0a0a14"))
    s.circle(200, 212, 22, s.ball("#5d4a8a", "#0b0913"))
    s.ellipse(180, 190, (15, 10), "#fff", opacity=0.7, transform="rotate(-40 180 190)")
    s.circle(222, 236, 6, "#c6d6ff", opacity=0.55)
    s.circle(308, 142, 9, s.ball("#fff3d0", "#f1a94a"))
    s.circle(92, 142, 6, "#e2574c")


def speaker(s: Sheet, c: Shades) -> None:
    s.shadow(200, 344, 112)
    s.rect((112, 62, 176, 280), s.across(c.light, c.base, c.deep), 64)
    s.path("M112 126a64 64 0 0 1 64-64h48a64 64 0 0 1 64 64v6q-88 34-176 0z", s.slant(c.pale, c.light, c.base))
    s.ellipse(200, 92, (58, 22), s.slant("#3a3c44", "#1a1b1f"))
    s.ellipse(200, 91, (50, 18), s.glow("#2d3038", "#17181c"))
    s.ellipse(200, 91, (34, 11), "none", stroke=s.across("#55c6e8", "#8d6bf0", "#ee6f9d"), stroke_width=4)
    for row in range(9):
        y = 166 + row * 17
        inset = 5 if row < 8 else 16
        s.line(f"M{118 + inset} {y}h{164 - 2 * inset}", c.dark, 5, stroke_dasharray="0 11.6", opacity=0.5)
    s.path("M128 150q8 4 18 6v150q-18-12-18-44z", "#fff", opacity=0.22)


def earbuds(s: Sheet, c: Shades) -> None:
    s.shadow(200, 338, 124)
    s.path("M100 178c0-70 200-70 200 0z", s.slant(c.pale, c.light, c.base))
    s.path("M112 178c4-52 172-52 176 0z", s.down(c.deep, c.dark))
    s.ellipse(156, 164, (26, 15), "#000", opacity=0.25)
    s.ellipse(244, 164, (26, 15), "#000", opacity=0.25)
    for x, side in ((154, 1), (246, -1)):
        with s.group(f"rotate({-8 * side} {x} 150)"):
            s.rect((x - 9, 118, 18, 84), s.across("#fff", "#eceae7", "#c2bfba"), 9)
            s.ellipse(x + 8 * side, 112, (29, 25), s.ball("#fff", "#f1efec", "#c9c6c1"))
            s.ellipse(x + 26 * side, 108, (9, 13), s.across("#4a4d55", "#1b1c20"))
    s.path("M96 192q0-14 14-14h180q14 0 14 14v62c0 104-208 104-208 0z", s.slant(c.pale, c.light, c.base, c.deep))
    s.path("M96 206q0-14 14-14h180q14 0 14 14v2H96z", "#fff", opacity=0.3)
    s.circle(200, 246, 6, "#6fd39b")
    s.path("M108 208h26l-6 96q-22-22-20-60z", "#fff", opacity=0.35)


def router(s: Sheet, c: Shades) -> None:
    s.shadow(200, 318, 162, 14)
    for x, turn in ((92, -10), (156, -4), (244, 4), (308, 10)):
        s.rect((x - 7, 78, 14, 168), s.across(c.light, c.deep), 7, transform=f"rotate({turn} {x} 246)")
    s.path("M74 226h252l30 66q6 22-16 22H60q-22 0-16-22z", s.down(c.pale, c.light, c.base))
    s.path("M42 292h316q2 22-18 22H60q-20 0-18-22z", s.down(c.base, c.deep))
    s.path("M166 262q34-30 68 0M178 275q22-20 44 0", "none", stroke=c.deep, stroke_width=5, stroke_linecap="round")
    s.circle(200, 285, 4.5, c.deep)
    for n in range(5):
        s.circle(164 + n * 18, 303, 3, "#8cf0b4")
    s.path("M82 232h96l-40 54H56z", "#fff", opacity=0.28)
