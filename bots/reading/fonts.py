"""Whether this machine can draw Chinese that brings no font along: most Chinese invoices embed only some of theirs."""

import pypdfium2

OBJECTS = (
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 60 60]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
    "<</Length 34>>stream\nBT/F 40 Tf 10 15 Td<7968>Tj ET     \nendstream",
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R/CIDSystemInfo 8 0 R/DW 1000>>",
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/Ascent 752/Descent -271/StemV 58>>",
    "<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>",
)
STROKES = 60  # dark pixels; the character has some 470, the box that stands for a missing one has fewer or none


def draws_chinese() -> bool:
    """Whether the character 票 is drawn with its strokes."""
    document = pypdfium2.PdfDocument(_page())
    try:
        histogram = document[0].render(grayscale=True).to_pil().histogram()
    finally:
        document.close()
    return int(sum(histogram[:128])) > STROKES


def _page() -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, written in enumerate(OBJECTS, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{written}endobj\n".encode()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(OBJECTS) + 1}\n0000000000 65535 f \n{rows}trailer<</Size {len(OBJECTS) + 1}/Root 1 0 R>>"
    return body + f"{end}\nstartxref\n{len(body)}\n%%EOF".encode()
