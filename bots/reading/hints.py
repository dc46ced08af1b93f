"""What people corrected on earlier pages of a supplier, as one more source: the label beside which a value stands.

A hint is the weakest source that counts. It stands before what the page alone says without proof, behind everything that
something else proves; whoever says otherwise with some certainty makes a finding of it, and figures that it gives are
never taken without the sums of the page.
"""

from collections.abc import Iterator, Mapping, Sequence

from bots.reading.agreement import agreed, same
from bots.reading.beside_label import MONEY, led_to
from bots.reading.layout import Sheet
from bots.reading.outcome import stop
from bots.reading.pdf import PROVEN
from bots.reading.values import Draft, figure_of
from contracts.reading import Field, Finding
from contracts.reading_hints import Hint

LED = 0.7  # what the page says by itself counts against a hint from here on; below it, it was a guess


def hinted(draft: Draft, page: Sheet, hints: Sequence[Hint]) -> Draft:
    """The draft with what hints lead to on the page, held against what the page says by itself."""
    seen = {name: field for name, field in _candidates(page, hints) if _adds(draft.fields.get(name), field)}
    if not seen:
        return draft
    proven = {name for name, field in draft.fields.items() if field.confidence >= PROVEN}
    first = Draft({name: field for name, field in seen.items() if name not in proven})
    behind = Draft({name: field for name, field in seen.items() if name in proven})
    both = agreed([first, draft, behind], sure=LED)
    both.findings = (*both.findings, *_unconfirmed(both.fields))
    return both


def _adds(ours: Field | None, theirs: Field) -> bool:
    """Whether a hint says anything that the page does not say by itself."""
    return ours is None or not same(ours.value, theirs.value)


def _candidates(page: Sheet, hints: Sequence[Hint]) -> Iterator[tuple[str, Field]]:
    """The one value that all hints of a field lead to; where they lead to several, none."""
    led: dict[str, list[Field]] = {}
    for hint in hints:
        if one := led_to(page, hint):
            led.setdefault(hint.field, []).append(one.model_copy(update={"hint": hint.id}))
    for name, fields in led.items():
        if all(same(fields[0].value, other.value) for other in fields):
            yield name, fields[0]


def _unconfirmed(fields: Mapping[str, Field]) -> Iterator[Finding]:
    """Figures that hints gave and that the sums of the page do not confirm: a person must look."""
    given = [name for name in MONEY if name in fields and fields[name].source == "hint"]
    net, tax, gross = (figure_of(fields, name) for name in MONEY)
    adds_up = net is not None and tax is not None and gross is not None and net + tax == gross
    if given and not (adds_up and len(given) < len(MONEY)):
        place = {"page": fields[given[0]].page, "box": fields[given[0]].box}
        yield stop("hint-not-confirmed", fields=", ".join(given)).model_copy(update=place)
