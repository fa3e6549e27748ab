"""What is read and played with."""

from .colours import Shades
from .sheet import Sheet

_PAPER = ("#fffdf6", "#efe7d6", "#d4c8b0")
_TOY = ("#d6303a", "#f3c242", "#2f69d4", "#3f8e63")


def book(s: Sheet, c: Shades) -> None:
    s.shadow(206, 350, 122)
    s.path("M116 60l168-16 18 16v276l-18 10-168-2z", c.dark)
    s.path("M126 58l164-8v284l-164 6z", s.down(*_PAPER))
    for x in (282, 286, 290, 294):
        s.line(f"M{x} 58v276", "#c5b999", 1)
    s.path("M104 70q0-12 14-13l154-13q8 0 8 8v288q0 8-8 8H118q-14 0-14-12z", s.slant(c.light, c.base, c.deep))
    s.path("M104 70q0-12 14-13l14-1v292h-14q-14 0-14-12z", s.across(c.dark, c.deep))
    s.rect((150, 92, 112, 84), "#fffaf0", 6, opacity=0.94)
    s.line("M168 116h76M168 134h58M168 152h40", c.deep, 6)
    s.circle(206, 236, 36, c.pale, opacity=0.85)
    s.path("M134 296c30-40 56-30 78-8s38-36 68-34v86q0 8-8 8H134z", c.dark, opacity=0.55)
    s.path("M134 318c40-24 70 4 146-20v42q0 8-8 8H134z", c.pale, opacity=0.45)
    s.path("M236 46l22-2v62l-11-12-11 14z", "#e8505b")
    s.path("M138 60l60-5-60 190z", "#fff", opacity=0.14)


def picture_book(s: Sheet, c: Shades) -> None:
    s.shadow(200, 330, 160)
    s.rect((52, 78, 296, 246), s.slant(c.light, c.base, c.deep), 14)
    s.rect((52, 78, 26, 246), s.across(c.dark, c.deep), 10)
    s.rect((94, 98, 236, 206), s.down("#bfe3f7", "#eaf6f2"), 12)
    s.circle(286, 140, 24, s.ball("#fff0ad", "#f6c544"))
    s.path("M94 246c50-46 90-26 126-10s70-30 110-14v70q0 12-12 12H106q-12 0-12-12z", s.down("#9ad18f", "#4c9c5b"))
    s.circle(190, 206, 44, s.ball("#ffffff", "#eae4da"))
    s.path(
        "M160 176q-14-60 8-62 18 0 14 56zM204 168q2-60 24-52 16 10-6 62z", "#fbf8f3", stroke="#dcd4c7", stroke_width=2
    )
    for x in (174, 206):
        s.circle(x, 200, 5, "#2d2a2a")
        s.circle(x - 6, 216, 7, "#f5b3b0", opacity=0.8)
    s.path("M184 212h12l-6 8z", "#e0787c")
    s.path("M154 240q36 30 74 0l8 40h-90z", c.base)
    s.rect((112, 112, 84, 26), "#fffaf0", 13)
    s.line("M126 125h56", c.deep, 6)
    s.path("M82 82h60L82 220z", "#fff", opacity=0.18)


def teddy_bear(s: Sheet, c: Shades) -> None:
    s.shadow(200, 356, 126)
    for x in (134, 266):
        s.circle(x, 92, 34, s.ball(c.light, c.base, c.deep))
        s.circle(x, 94, 19, c.pale)
    for x, turn in ((104, 34), (296, -34)):
        s.ellipse(x, 236, (28, 60), s.ball(c.light, c.base, c.deep), transform=f"rotate({turn} {x} 236)")
    s.ellipse(200, 268, (88, 86), s.ball(c.light, c.base, c.deep))
    s.ellipse(200, 280, (54, 56), s.down(c.pale, c.light), opacity=0.75)
    for x in (134, 266):
        s.circle(x, 330, 36, s.ball(c.light, c.base, c.deep))
        s.circle(x, 332, 20, c.pale)
    s.circle(200, 142, 82, s.ball(c.light, c.base, c.deep))
    s.ellipse(200, 170, (42, 34), s.down("#fffaf2", c.pale))
    s.ellipse(200, 156, (15, 10), s.ball("#5a4a44", "#211a17"))
    s.line("M200 166v12q-14 14-24 4M200 178q14 14 24 4", "#4a3a34", 4)
    for x in (164, 236):
        s.circle(x, 130, 9, "#221c1a")
        s.circle(x - 3, 127, 3, "#fff")
    s.path("M200 222l-44-22q-8 22 0 42zM200 222l44-22q8 22 0 42z", s.slant("#f0727a", "#c53a3c"))
    s.circle(200, 222, 12, s.ball("#f58d92", "#b92d33"))


def building_blocks(s: Sheet, c: Shades) -> None:
    s.shadow(200, 344, 156)
    blocks = ((62, 262, c.base), (166, 262, _TOY[1]), (114, 182, _TOY[2]), (218, 182, c.base), (166, 102, _TOY[3]))
    for x, y, tint in (*blocks, (270, 262, _TOY[0])):
        for stud in (14, 52):
            s.rect((x + stud, y - 12, 24, 16), tint, 4)
            s.ellipse(x + stud + 12, y - 12, (12, 4.5), "#fff", opacity=0.45)
        s.rect((x, y, 92, 76), tint, 9)
        s.rect((x, y, 92, 76), s.slant(("#ffffff", 0.42), ("#ffffff", 0), ("#16121f", 0.3)), 9)
    s.circle(338, 246, 12, s.ball("#ffe7a0", "#eba12c"))


def toy_car(s: Sheet, c: Shades) -> None:
    s.shadow(200, 310, 166)
    s.path("M110 178l34-66q8-14 24-14h84q14 0 24 12l54 68z", s.down(c.light, c.base))
    s.path("M130 178l26-52q6-10 16-10h24v62zM208 178v-62h38q10 0 16 8l42 54z", s.slant("#d9f0fb", "#7fb6da", "#4d86b0"))
    s.path("M34 206q2-30 34-32h264q34 2 38 38v44q0 22-22 22H54q-22 0-22-22z", s.down(c.light, c.base, c.deep))
    s.path("M34 228h336v14H32z", c.pale, opacity=0.85)
    s.rect((196, 178, 4, 96), c.dark, 2, opacity=0.4)
    s.rect((212, 192, 28, 7), c.dark, 3.5)
    s.circle(352, 206, 13, s.ball("#fffbe0", "#f2c14f"))
    s.rect((32, 196, 14, 24), "#e5484d", 5)
    s.line("M120 100V60", "#5b5e66", 4)
    s.circle(120, 56, 7, s.ball("#f0726f", "#c53a3c"))
    for x in (112, 290):
        s.circle(x, 272, 44, "#25262b")
        s.circle(x, 272, 26, s.slant("#f6f7f8", "#a9adb6"))
        s.circle(x, 272, 9, c.base)
        for turn in (0, 60, 120):
            s.line(f"M{x} 250v44", "#6d717a", 4, transform=f"rotate({turn} {x} 272)")
    s.path("M60 184q70-6 120-4-60 6-126 22z", "#fff", opacity=0.45)


def guitar(s: Sheet, c: Shades) -> None:
    s.shadow(196, 364, 100)
    s.rect((180, 20, 40, 56), s.across("#5c3d28", "#33200f"), 8)
    for y in (32, 48, 64):
        s.circle(174, y, 6, "#c3c7ce")
        s.circle(226, y, 6, "#c3c7ce")
    body = "M200 168c-44 0-64 24-58 56 4 22-34 38-34 76 0 40 40 62 92 62s92-22 92-62c0-38-38-54-34-76 6-32-14-56-58-56z"
    s.path(body, s.across(c.deep, c.dark), transform="translate(5 3)")
    s.path(body, s.slant(c.pale, c.light, c.base, c.deep))
    s.rect((186, 72, 28, 152), s.across("#6a4630", "#3d2614"), 3)
    for y in range(88, 180, 18):
        s.rect((186, y, 28, 2.5), "#d8dade")
    s.circle(200, 250, 34, "#241710")
    s.circle(200, 250, 38, "none", stroke=c.pale, stroke_width=4)
    s.rect((166, 314, 68, 14), s.down("#5c3d28", "#2c1b0d"), 5)
    for x in (191, 197, 203, 209):
        s.line(f"M{x} 40v278", "#f5f1e6", 1.2)
    s.path("M150 214c-8 26-34 44-34 82 0 10 4 20 10 26 0-50 20-70 40-108z", "#fff", opacity=0.25)


def ball(s: Sheet, c: Shades) -> None:
    s.shadow(206, 330, 120)
    s.circle(200, 200, 130, s.ball(c.light, c.base, c.deep, c.dark))
    s.line("M72 184q126 44 256 0M200 70q-8 130 4 260M104 112q90 84 60 212M296 112q-90 84-56 212", "#2a211c", 6)
    for x in range(110, 300, 22):
        for y in (120, 150, 240, 270):
            s.circle(x, y, 2, c.dark, opacity=0.4)
    s.ellipse(156, 128, (36, 22), "#fff", opacity=0.3, transform="rotate(-38 156 128)")
