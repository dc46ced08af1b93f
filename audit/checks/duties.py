"""I5 for duties: no natural person, nor who stands in for him, decides on what he had a hand in."""

from collections import Counter, defaultdict

from audit.checks._base import Found, Sees
from audit.checks.duties_table import DECIDES, MAKES, Decides, Key
from audit.report import violation
from events._base import Event, Recorded
from events.advance_payment import AdvanceRequested
from events.bank_statement import BankStatementImported, StatementEntryMatched
from events.budget_period import BudgetPeriodReopened
from events.funds_plan import FundsPlanConcluded
from events.labour_settlement import LabourSettlementProposed
from events.measurement import MeasurementCertified, MeasurementWithdrawn
from events.payment_run import PaymentRunProposed
from events.settlement import DeductionApproved

NAME = "I5"
FOLLOWED = (
    AdvanceRequested,
    BankStatementImported,
    BudgetPeriodReopened,
    DeductionApproved,
    FundsPlanConcluded,
    LabourSettlementProposed,
    MeasurementCertified,
    MeasurementWithdrawn,
    PaymentRunProposed,
)


class Duties:
    """Who has which hands in which document, as far as the log goes, and every decision held against them."""

    name = NAME

    def __init__(self) -> None:
        self._hands: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        self._behind: dict[Key, tuple[Key, ...]] = {}
        self._certified: dict[Key, tuple[str, ...]] = {}
        self._importers: dict[object, str] = {}
        self._decides = {kind: [each for each in DECIDES if each.event is kind] for kind in {d.event for d in DECIDES}}
        self._makes = {kind: [each for each in MAKES if each.event is kind] for kind in {m.event for m in MAKES}}

    @property
    def sees(self) -> Sees:
        """Whatever makes something or decides on it."""
        return dict.fromkeys({*self._decides, *self._makes, *FOLLOWED}, self._see)

    def _see(self, recorded: Recorded) -> Found:
        """Judged first: nobody has a hand in something because he decides on it."""
        event = recorded.event
        decisions = [each for each in self._decides.get(type(event), ()) if each.when(recorded)]
        for decision in decisions[:1]:
            yield from _own(recorded, decision)
        for decision in decisions:
            yield from self._judged(recorded, decision)
        for making in self._makes.get(type(event), ()):
            for key in making.keys(event):
                self._hands[key].update(person for person in making.persons(event) if person)
        self._follow(event)

    def _judged(self, recorded: Recorded, decision: Decides) -> Found:
        event, actor, named = recorded.event, recorded.meta.actor, decision.person(recorded.event)
        who = {named or actor.name, *getattr(event, "on_behalf_of", ()), *filter(None, [actor.on_behalf_of])}
        if isinstance(event, StatementEntryMatched):
            who.add(self._importers.get(event.ref.id, ""))
        for person in sorted(who & {maker for key in decision.keys(event) for maker in self._makers(key)}):
            about = {"pair": decision.code, "person": person, "position": recorded.position}
            yield violation(NAME, "duties-not-separate", _document(recorded), **about)

    def _makers(self, key: Key) -> set[str]:
        """Who has this hand now, himself or in what stands behind it."""
        own = {person for person, times in self._hands[key].items() if times > 0} if key in self._hands else set()
        return own.union(*(self._makers(each) for each in self._behind.get(key, ())))

    def _follow(self, event: Event) -> None:
        """Hands that come from others, or end."""
        match event:
            case AdvanceRequested():
                self._behind["pays", (event.ref.id,)] = (("supplier", (event.supplier,)),)
            case PaymentRunProposed():
                suppliers = dict.fromkeys(payment.supplier for payment in event.payments)
                self._behind["pays", (event.ref.id,)] = tuple(("supplier", (code,)) for code in suppliers)
            case LabourSettlementProposed():
                workers = tuple(("worker", (event.ref.entity, line.worker)) for line in event.lines)
                self._behind["pays", (event.ref.id,)] = workers
            case MeasurementCertified() | MeasurementWithdrawn():
                self._measured(event)
            case DeductionApproved():
                number = (event.ref.id, event.number)
                self._hands["agreed", number].update(self._makers(("deduction", number)))
            case FundsPlanConcluded() if event.verdict == "approved":
                self._hands.pop(("made", (event.ref.id,)), None)
            case BudgetPeriodReopened():
                self._hands.pop(("period", (event.entity, event.period)), None)
            case BankStatementImported():
                self._importers[event.ref.id] = event.imported_by
            case _:
                pass

    def _measured(self, event: MeasurementCertified | MeasurementWithdrawn) -> None:
        """Who measured and certified what counts has received it; a sheet taken back counts no more."""
        sheet, order = ("measured", (event.ref.id, event.sheet)), ("certified", (event.order.id,))
        if isinstance(event, MeasurementCertified):
            self._certified[sheet] = (event.certified_by, *self._makers(sheet))
            self._hands[order].update(self._certified[sheet])
        else:
            self._hands[order].subtract(self._certified.pop(sheet, ()))

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _own(recorded: Recorded, decision: Decides) -> Found:
    """Only a person's own session decides."""
    actor, named = recorded.meta.actor, decision.person(recorded.event)
    if decision.own and (actor.kind != "person" or named not in (None, actor.id)):
        about = {"actor": f"{actor.kind}:{actor.id}", "position": recorded.position}
        yield violation(NAME, "decided-by-no-person", _document(recorded), **about)


def _document(recorded: Recorded) -> object:
    event = recorded.event
    return getattr(event, "ref", None) or getattr(event, "supplier", None) or recorded.originator_id
