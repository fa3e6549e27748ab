"""What is eaten and drunk, in its packing; the colour is that of the label."""

from .colours import Shades
from .sheet import Sheet

_LEAF = ("#9fd18b", "#4b9a4f", "#2f7040")


def _leaf(s: Sheet, x: float, y: float, scale: float = 1) -> None:
    with s.group(f"translate({x} {y}) scale({scale})"):
        s.path("M0 20C-16 4-14-20 0-34 14-20 16 4 0 20z", s.slant(*_LEAF))
        s.path("M2 22C4 4 20-10 40-10 40 8 24 22 2 22z", s.slant(*_LEAF))
        s.path("M-2 22C-4 4-20-10-40-10-40 8-24 22-2 22z", s.slant(*_LEAF))


def tea_tin(s: Sheet, c: Shades) -> None:
    s.shadow(204, 344, 118)
    s.path("M118 112v208q0 22 82 22t82-22V112z", s.across(c.light, c.base, c.deep, c.dark))
    s.path("M118 130v36q82 30 164 0v-36z", c.dark, opacity=0.25)
    s.path("M112 74v52q0 20 88 20t88-20V74z", s.across(c.pale, c.light, c.base, c.deep))
    s.ellipse(200, 74, (88, 20), s.slant(c.pale, c.light))
    s.ellipse(200, 72, (66, 13), "none", stroke=c.base, stroke_width=3)
    s.rect((150, 178, 100, 124), s.across("#fffaf0", "#f0e5d0"), 8)
    s.rect((157, 185, 86, 110), "none", 5, stroke=c.base, stroke_width=2)
    _leaf(s, 200, 228, 0.95)
    s.line("M172 268h56M182 282h36", c.deep, 4)
    s.path("M124 150q12 8 20 8v172q-16-4-20-10z", "#fff", opacity=0.28)
    for x, y, turn in ((76, 338, 20), (318, 340, -24), (340, 326, 40), (96, 326, -40)):
        s.path("M-14 0Q0-12 14 0 0 10-14 0z", s.slant(*_LEAF), transform=f"translate({x} {y}) rotate({turn})")


def coffee_bag(s: Sheet, c: Shades) -> None:
    s.shadow(200, 350, 124)
    s.path("M112 70h176l10 30-6 240q-46 12-92 12t-92-12l-6-240z", s.across(c.light, c.base, c.deep))
    s.path("M116 64h168v26H116z", s.down(c.deep, c.dark))
    s.line("M116 98h168", c.pale, 3, opacity=0.6)
    s.path("M112 106l-4 230q10 4 22 6 6-120 2-236zM288 106l4 230q-10 4-22 6-6-120-2-236z", c.dark, opacity=0.3)
    s.circle(200, 128, 9, s.slant("#f3f4f6", "#8d929c"))
    s.circle(200, 128, 3, "#3a3b41")
    s.rect((144, 160, 112, 140), s.down("#fffaf1", "#efe3cf"), 10)
    for x, y, turn in ((182, 214, -28), (220, 226, 24)):
        with s.group(f"translate({x} {y}) rotate({turn})"):
            s.ellipse(0, 0, (20, 30), s.slant("#9a6a43", "#5b3820", "#3a2212"))
            s.line("M0-26q-12 26 0 52", "#2a180c", 4)
    s.line("M162 270h76M176 284h48", c.deep, 5)
    s.path("M130 110h26l-12 226-16-2z", "#fff", opacity=0.2)
    for x, y in ((84, 342), (312, 344), (334, 334)):
        s.ellipse(x, y, (13, 9), s.slant("#8d5f3b", "#3f2616"))


def honey_jar(s: Sheet, c: Shades) -> None:
    s.shadow(200, 346, 122)
    s.path(
        "M106 136q0-22 24-22h140q24 0 24 22v172q0 36-36 36H142q-36 0-36-36z", s.across("#ffd871", "#f3a92e", "#c8741a")
    )
    s.path("M114 150q0-14 14-14h144q14 0 14 14v20q-86 16-172 0z", "#fff3cf", opacity=0.6)
    s.rect((118, 62, 164, 50), s.across(c.light, c.base, c.deep), 12)
    for x in range(132, 280, 16):
        s.rect((x, 68, 4, 38), c.dark, 2, opacity=0.3)
    s.rect((126, 108, 148, 12), "#e1a03a", 4)
    s.path("M112 196h176v96q-88 18-176 0z", s.across("#fffaf0", "#f1e4c8"))
    s.path("M112 196h176v12H112zM112 280q88 18 176 0v12q-88 18-176 0z", c.base)
    for x, y in ((172, 232), (200, 232), (228, 232), (186, 256), (214, 256)):
        s.path(
            "M0-14l12 7v14L0 14l-12-7V-7z",
            s.down("#ffd871", "#eba12c"),
            transform=f"translate({x} {y})",
            stroke="#b96f16",
            stroke_width=2,
        )
    s.path("M116 150q0-10 12-12h14v190q-22 0-26-20z", "#fff", opacity=0.45)


def milk_carton(s: Sheet, c: Shades) -> None:
    s.shadow(206, 356, 112)
    s.path("M122 134h116v214H122z", s.across("#ffffff", "#f2f1ee"))
    s.path("M238 134l52-18v214l-52 18z", s.across("#dedcd8", "#bdbab5"))
    s.path("M122 134l28-60h104l-16 60z", s.down("#fbfaf8", "#dddbd6"))
    s.path("M238 134l16-60 36 42z", "#c9c6c0")
    s.rect((146, 44, 112, 34), s.down(c.light, c.base), 4)
    s.path("M122 214c40-36 76 20 116-12v146H122z", s.slant(c.light, c.base, c.deep))
    s.path("M238 202c20-12 34-30 52-22v150l-52 18z", s.across(c.deep, c.dark))
    s.path("M150 178c0-20 16-30 30-30s30 10 30 30-12 26-30 26-30-6-30-26z", "#fff", stroke=c.base, stroke_width=4)
    s.circle(170, 172, 4, "#3a3b41")
    s.circle(190, 172, 4, "#3a3b41")
    s.ellipse(180, 190, (13, 8), "#f4b6b0")
    s.line("M140 256h80M150 278h60M158 300h44", c.pale, 6, opacity=0.9)
    s.path("M126 138h24l-14 206h-10z", "#fff", opacity=0.4)


def snack_bag(s: Sheet, c: Shades) -> None:
    s.shadow(200, 350, 126)
    s.path(
        "M104 62l16 10 16-10 16 10 16-10 16 10 16-10 16 10 16-10 16 10 16-10 16 10 16-10 10 130-10 150-16-10-16 10"
        "-16-10-16 10-16-10-16 10-16-10-16 10-16-10-16 10-16-10-16 10-10-150z",
        s.across(c.deep, c.light, c.base, c.deep),
    )
    s.line("M106 86q94 10 188 0M106 322q94-10 188 0", c.pale, 3, opacity=0.7)
    s.circle(200, 180, 66, s.ball("#fff8e8", "#f4e2bd"))
    s.circle(200, 180, 66, "none", stroke=c.dark, stroke_width=4, opacity=0.6)
    for x, y, turn in ((176, 164, -30), (216, 158, 20), (190, 204, 60), (228, 198, -14)):
        with s.group(f"translate({x} {y}) rotate({turn})"):
            s.path("M0-22c16 0 20 20 16 32s-26 14-32 0 0-32 16-32z", s.slant("#e5b077", "#b87a3f", "#8a5526"))
            s.line("M-4-14q-6 14 0 26M5-14q6 14 0 24", "#7a4a20", 2, opacity=0.6)
    s.rect((136, 262, 128, 34), "#fffaf0", 17)
    s.line("M160 279h80", c.deep, 7)
    s.path("M114 96q18 90 2 220l-10-8q-6-120 0-210z", "#fff", opacity=0.35)
    s.path("M286 96q-14 90-2 220l8-10q8-120 0-206z", "#000", opacity=0.1)


def rice_bag(s: Sheet, c: Shades) -> None:
    s.shadow(200, 352, 134)
    s.path("M116 84q84 20 168 0 26 120 16 248-100 34-200 0-10-128 16-248z", s.across("#fffdf6", "#f3e9d2", "#d6c7a4"))
    s.path("M128 52q72 18 144 0l10 34q-82 22-164 0z", s.down("#f7eeda", "#d9c9a6"))
    s.line("M120 84q80 20 160 0", c.base, 9)
    s.path("M104 200q96 26 192 0 8 70 4 132-100 34-200 0-4-62 4-132z", s.across(c.light, c.base, c.deep))
    s.circle(200, 196, 54, s.ball("#ffffff", "#f7efdc"))
    s.circle(200, 196, 54, "none", stroke=c.deep, stroke_width=4)
    s.path("M158 202q42 48 84 0z", s.down(c.light, c.deep))
    for x, y in ((176, 196), (188, 186), (200, 194), (212, 184), (224, 196), (194, 176), (206, 174)):
        s.ellipse(x, y, (5, 9), "#fffef8", transform=f"rotate(24 {x} {y})", stroke="#d9cfb4", stroke_width=1)
    s.line("M150 284q50 12 100 0M168 308q32 8 64 0", c.pale, 7)
    s.path("M122 104q10 110-6 216l-8-4q-4-110 6-208z", "#fff", opacity=0.6)
