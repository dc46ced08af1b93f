"""Small pages of our own, written by hand: what a machine draws and reads is found out on them before a file comes."""

from collections.abc import Sequence

Text = tuple[float, float, str]  # points from the bottom left, and what stands there

HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
SONG = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[7 0 R]>>"
DESCENDANT = (
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 8 0 R/CIDSystemInfo 9 0 R/DW 1000>>"
)
DESCRIPTOR = "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/Ascent 752/Descent -271/StemV 58>>"
FONTS = "/Font<</L 5 0 R/C 6 0 R>>"
SYSTEM = "<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>"


def page(texts: Sequence[Text], width: int = 595, height: int = 842, size: int = 9) -> bytes:
    """A PDF of one page: texts in Helvetica, and Chinese ones in a font that the file does not bring along."""
    drawn = "\n".join(f"BT/{_font(text)} {size} Tf {x} {y} Td{_shown(text)}Tj ET" for x, y, text in texts)
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R/Resources<<{FONTS}>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        HELVETICA,
        SONG,
        DESCENDANT,
        DESCRIPTOR,
        SYSTEM,
    )
    body, places = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{written}\nendobj\n".encode("ascii")
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}trailer<</Size {len(objects) + 1}/Root 1 0 R>>"
    return body + f"{end}\nstartxref\n{len(body)}\n%%EOF".encode()


def _font(text: str) -> str:
    return "L" if text.isascii() else "C"


def _shown(text: str) -> str:
    return f"<{text.encode('ascii' if text.isascii() else 'utf-16-be').hex()}>"
