"""Files that came in: each is recorded, stands for an invoice or says why not, and ends when a bot has read it."""

from activities._registry import document, handles
from activities.master_data import known_entity
from activities.policies import Policies
from aggregates.intake import INTAKE, Arrive, End, Resolve
from aggregates.invoice import INVOICE, Invoice, Receive
from contracts.ids import stream_id
from contracts.intake import ArrivedFile, Channel, IntakeOutcome, ReceiveFiles, ResolveIntake
from contracts.invoice import ReceiveInvoice
from contracts.reading import Finding
from contracts.values import Ref
from store.work import Work

UNPACKED = "archive-unpacked"


@handles(ReceiveFiles)
def receive_files(work: Work, command: ReceiveFiles, _policies: Policies) -> Ref:
    """Record a file and what was in it, all at once. What came before at the same place is not recorded again."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    whole = _arrived(work, command, command.file, None)
    for inner in command.contents:
        _arrived(work, command, inner, whole)
    return whole


def intake_key(command: ReceiveFiles, inner: ArrivedFile | None = None) -> str:
    """The creation key of a file (or of one in it): the message and not its subject, the place in a folder; and the bytes."""
    place = f"mail:{command.mail.message_id}" if command.mail else f"{command.channel}:{command.source}"
    within = f"/{inner.path}" if inner else ""
    return f"{command.entity}:{place}:{command.file.path}{within}:{(inner or command.file).file_sha256}"


def _arrived(work: Work, command: ReceiveFiles, file: ArrivedFile, part_of: Ref | None) -> Ref:
    key = intake_key(command, file if part_of else None)
    if known := work.load(INTAKE, stream_id("intake", key)).ref:
        return known
    ref = work.new_ref("intake", "IN", command.entity, key)
    channel: Channel = "archive" if part_of else command.channel
    work.act(INTAKE, ref.id, Arrive(ref, file, channel, command.source, command.mail, part_of))
    match file.sort:
        case "readable":
            _becomes_invoice(work, ref, file)
        case "archive":
            _end(work, ref, "not-an-invoice", file.code or UNPACKED, file.figures)
        case "exception" | "not-an-invoice":
            _end(work, ref, file.sort, file.code, file.figures)
    return ref


def _becomes_invoice(work: Work, ref: Ref, file: ArrivedFile) -> None:
    """It is an invoice of its own until a bot has read it, unless the same bytes came before."""
    asked = ReceiveInvoice(entity=ref.entity, file_sha256=file.file_sha256, file_name=file.name, size=file.size)
    invoice, is_new = invoice_of(work, asked, ref)
    if not is_new:
        _end(work, ref, "duplicate", "same-bytes", (), invoice)


def invoice_of(work: Work, command: ReceiveInvoice, intake: Ref) -> tuple[Ref, bool]:
    """The invoice of a file, and whether it is new. The same bytes for the same entity are one: the newest of it."""
    key = f"{command.entity}:{command.file_sha256}"
    if known := work.load(INVOICE, stream_id("invoice", key)).ref:
        return newest(work, known), False
    ref = work.new_ref("invoice", "INV", command.entity, key)
    work.act(INVOICE, ref.id, Receive(command, ref, intake=intake))
    return ref, True


def again_key(cancelled: Ref) -> str:
    """The creation key of the invoice that comes in place of a cancelled one."""
    return f"{cancelled.entity}:again:{cancelled.id}"


def newest(work: Work, ref: Ref) -> Ref:
    """The invoice that stands for a file: the last one that came in its place."""
    while work.load(INVOICE, ref.id).status == "cancelled":
        after = work.load(INVOICE, stream_id("invoice", again_key(ref))).ref
        if after is None:
            return ref
        ref = after
    return ref


@handles(ReceiveInvoice)
def receive(work: Work, command: ReceiveInvoice, _policies: Policies) -> Ref:
    """Take in an invoice file that somebody hands in. The same bytes again are the same invoice, and nothing more."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    if known := work.load(INVOICE, stream_id("invoice", f"{command.entity}:{command.file_sha256}")).ref:
        return newest(work, known)
    file = ArrivedFile(name=command.file_name, file_sha256=command.file_sha256, size=command.size)
    intake = work.new_ref("intake", "IN", command.entity, f"{command.entity}:handed-in:{command.file_sha256}")
    channel: Channel = "api" if work.request.channel == "api" else "upload"
    work.act(INTAKE, intake.id, Arrive(intake, file, channel))
    return invoice_of(work, command, intake)[0]


@handles(ResolveIntake)
def resolve(work: Work, command: ResolveIntake, _policies: Policies) -> Ref:
    """A person says what a file is; one that is an invoice after all is read and, where that fails, typed in."""
    state, ref = document(work, INTAKE, command.intake)
    got = state.received
    invoice = None
    if command.decision == "invoice" and got is not None:
        asked = ReceiveInvoice(entity=ref.entity, file_sha256=got.file_sha256, file_name=got.file_name, size=got.size)
        invoice, _ = invoice_of(work, asked, ref)
    work.act(INTAKE, ref.id, Resolve(command, invoice))
    return invoice or ref


def end_intake(work: Work, state: Invoice, outcome: IntakeOutcome, code: str | None, invoice: Ref) -> None:
    """What became of the file of an invoice, once that is known."""
    if state.intake is not None:
        _end(work, state.intake, outcome, code, (), invoice)


def end_when_judged(work: Work, after: Invoice, ref: Ref, first: Ref | None, apart: tuple[Finding, ...]) -> None:
    """A file of which nothing could be read, or that contradicts another of its invoice, waits for a person as an invoice."""
    reading = after.reading
    unread = next((found.code for found in reading.findings), None) if reading and not reading.fields else None
    if first is not None and after.status == "rejected":
        end_intake(work, after, "duplicate", "duplicate-invoice", first)
    elif unread or first is not None:
        end_intake(work, after, "exception", unread or next((f.code for f in apart), "duplicate-invoice"), ref)
    else:
        end_intake(work, after, "invoice", None, ref)


def _end(
    work: Work,
    ref: Ref,
    outcome: IntakeOutcome,
    code: str | None,
    figures: tuple[tuple[str, str], ...] = (),
    invoice: Ref | None = None,
) -> None:
    work.act(INTAKE, ref.id, End(outcome, code, figures, invoice))
