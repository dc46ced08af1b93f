"""Whole amounts in words, in seven languages: what "eintausendzweihundertfünfzig" or "mille deux cents" is as a figure."""

import re
import unicodedata

_SMALL = {
    1: "ein eins eine one un une uno una un' een één jeden jedna jedno", 2: "zwei two deux due dos twee dwa dwie",
    3: "drei three trois tre tres drie trzy", 4: "vier four quatre quattro cuatro cztery",
    5: "fünf five cinq cinque cinco vijf pięć", 6: "sechs six sei seis zes sześć",
    7: "sieben seven sept sette siete zeven siedem", 8: "acht eight huit otto ocho osiem",
    9: "neun nine neuf nove nueve negen dziewięć", 10: "zehn ten dix dieci diez tien dziesięć",
    11: "elf eleven onze undici once jedenaście", 12: "zwölf twelve douze dodici doce twaalf dwanaście",
    13: "dreizehn thirteen treize tredici trece dertien trzynaście",
    14: "fourteen quatorze quattordici catorce veertien czternaście",
    15: "fifteen quinze quindici quince piętnaście", 16: "sechzehn seize sedici dieciséis szesnaście",
    17: "siebzehn diciassette siedemnaście", 18: "eighteen diciotto osiemnaście", 19: "diciannove dziewiętnaście",
    20: "zwanzig twenty vingt vingts venti vent veinte veinti twintig dwadzieścia",
    30: "dreißig dreissig thirty trente trenta trent treinta dertig trzydzieści",
    40: "vierzig forty quarante quaranta quarant cuarenta veertig czterdzieści",
    50: "fünfzig fifty cinquante cinquanta cinquant cincuenta vijftig pięćdziesiąt",
    60: "sechzig sixty soixante sessanta sessant sesenta zestig sześćdziesiąt",
    70: "siebzig seventy septante settanta settant setenta zeventig siedemdziesiąt",
    80: "achtzig eighty quatrevingt quatrevingts huitante octante ottanta ottant ochenta tachtig osiemdziesiąt",
    90: "neunzig ninety nonante novanta novant noventa negentig dziewięćdziesiąt",
    200: "doscientos doscientas dwieście", 300: "trescientos trescientas trzysta", 400: "czterysta",
    500: "quinientos quinientas pięćset", 600: "sześćset", 700: "setecientos setecientas siedemset",
    900: "novecientos novecientas dziewięćset", 800: "osiemset",
}  # fmt: skip
_HUNDRED = "hundert hundred cent cents cento cien ciento cientos cientas honderd sto"
_LARGE = {
    1_000: "tausend thousand mille mila mil duizend tysiąc tysiące tysięcy",
    1_000_000: "million millionen millions milione milioni millón millones miljoen milion miliony milionów",
}
_JOINT = "und and et e y en"
"""What joins the parts of a number and is none."""


def _plain(text: str) -> str:
    return "".join(
        one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one)
    ).replace("ł", "l")


TEENS = {"zehn": 10, "teen": 10, "tien": 10}
"""Endings that stand behind a digit: they add to it."""
ATOMS: dict[str, tuple[str, int]] = {
    **{_plain(word): ("add", value) for value, words in _SMALL.items() for word in words.split()},
    **{_plain(word): ("hundred", 100) for word in _HUNDRED.split()},
    **{_plain(word): ("large", value) for value, words in _LARGE.items() for word in words.split()},
    **{word: ("add", value) for word, value in TEENS.items()},
    **{_plain(word): ("joint", 0) for word in _JOINT.split()},
}
LONGEST = max(map(len, ATOMS))
MAX_LETTERS = 200


def value(text: str) -> int | None:
    """The figure that the words are, or None where they are no number of one of the languages."""
    letters = re.sub(r"[\W_\d]+", "", _plain(text))[:MAX_LETTERS]
    parts = _parts(letters)
    return None if parts is None else _sum(parts)


def _parts(letters: str) -> list[tuple[str, int]] | None:
    """The words that the letters are made of, the longest first; the last that can be reached from the end."""
    known: list[list[tuple[str, int]] | None] = [[] if at == len(letters) else None for at in range(len(letters) + 1)]
    for at in reversed(range(len(letters))):
        for size in range(min(LONGEST, len(letters) - at), 0, -1):
            rest, atom = known[at + size], ATOMS.get(letters[at : at + size])
            if atom and rest is not None:
                known[at] = [atom, *rest]
                break
    return known[0] if letters else None


def _sum(parts: list[tuple[str, int]]) -> int | None:
    """The figure of the parts; None where a place is taken twice, as in "forty-nine and fifty" cents."""
    whole = group = 0
    for kind, figure in parts:
        if kind == "add":
            if not _fits(group, figure):
                return None
            group += figure
        elif kind == "hundred":
            if group >= 100:
                return None
            group = max(group, 1) * 100
        elif kind == "large":
            whole, group = whole + max(group, 1) * figure, 0
    return whole + group


def _fits(group: int, figure: int) -> bool:
    """Whether a part has its place free behind what was said: units, tens before or behind them, hundreds. French counts on
    from sixty and eighty; ten behind a digit is its ending."""
    tens, units = group // 10 % 10 * 10, group % 10
    if figure >= 100:
        return group == 0
    if figure < 10:
        return units == 0 and (tens != 10 or figure >= 7)
    if figure < 20:
        return (units == 0 and tens in (0, 60, 80)) or (figure == 10 and tens == 0)
    return tens == 0
