"""What stands on an invoice, slot by slot, before it has a form: pages, OFD and XML of one invoice are drawn from it.

A mutation changes a slot, a row or the payload and nothing else, so that its truth is known.
"""

from collections.abc import Mapping
from typing import NamedTuple

from adapters.specimens.capitals import capitals
from adapters.specimens.companies import REGIONS
from adapters.specimens.fapiao import DIGITAL, Fapiao, FapiaoLine

TITLES = {"31": "电子发票（增值税专用发票）", "32": "电子发票（普通发票）", "51": "电子发票（铁路电子客票）"}
STARS = "***"


class Content(NamedTuple):
    """`slots` and each of `rows` by the names that layouts use; `payload` is what the code says."""

    slots: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    payload: str
    stamp: tuple[str, ...] = ("", "", "")


def content(bill: Fapiao, yuan: str = "圆") -> Content:
    """What an honest issuer prints."""
    rows = tuple(row(line) for line in bill.lines) if bill.trip is None else ()
    slots = {**_head(bill), **_sums(bill, yuan), **_parties(bill), **_extras(bill)}
    return Content({name: text for name, text in slots.items() if text}, rows, bill.payload, _stamp(bill))


def row(line: FapiaoLine) -> Mapping[str, str]:
    """The cells of a line."""
    plate, vehicle, start, end = line.toll
    free = line.rate is None
    return {
        "name": line.name, "spec": line.spec, "unit": line.unit, "amount": f"{line.amount}",
        "quantity": "" if line.quantity is None else f"{line.quantity:f}",
        "price": "" if line.price is None else f"{line.price:f}",
        "rate": "免税" if free else f"{line.rate:f}%", "tax": STARS if free else f"{line.tax}",
        "plate": plate, "type": vehicle, "from": start, "to": end,
    }  # fmt: skip


def _head(bill: Fapiao) -> dict[str, str]:
    region = REGIONS.get(bill.seller.region, ("重庆", ""))[0]
    old = f"{region}增值税电子{'专用' if bill.kind == '20' else '普通'}发票"
    return {
        "title": TITLES.get(bill.kind, old), "code": bill.code, "number": bill.number,
        "date": f"{bill.issued:%Y年%m月%d日}", "year": f"{bill.issued:%Y}", "month": f"{bill.issued:%m}",
        "day": f"{bill.issued:%d}", "machine": bill.machine, "check": bill.check,
        **{f"check{n + 1}": bill.check[5 * n : 5 * n + 5] for n in range(4)},
        **{f"cipher{n + 1}": text for n, text in enumerate(bill.cipher)},
    }  # fmt: skip


def _sums(bill: Fapiao, yuan: str) -> dict[str, str]:
    return {
        "net": f"{bill.net}", "tax": STARS if bill.free else f"{bill.tax}", "gross": f"{bill.gross}",
        "words": capitals(bill.gross, yuan, "整"),
    }  # fmt: skip


def _parties(bill: Fapiao) -> dict[str, str]:
    old = bill.kind not in DIGITAL
    found: dict[str, str] = {}
    for name, party in (("buyer", bill.buyer), ("seller", bill.seller)):
        found |= {f"{name}_name": party.name, f"{name}_id": party.tax_id}
        if old:
            found |= {f"{name}_address": party.where, f"{name}_bank": party.pays_from}
    return found


def _extras(bill: Fapiao) -> dict[str, str]:
    payee, reviewer, drawer = bill.people
    extras = {"payee": payee, "reviewer": reviewer, "drawer": drawer, "remark": bill.remark}
    if bill.trip is None:
        return extras
    trip, (start, start_sounds), (end, end_sounds) = bill.trip, bill.trip.start.split("/"), bill.trip.end.split("/")
    return {
        "number": ":" + bill.number, "date": f":{bill.issued:%Y年%m月%d日}", "buyer_id": ":" + bill.buyer.tax_id,
        "from": start + "站", "to": end + "站", "from_pinyin": start_sounds, "to_pinyin": end_sounds,
        "train": trip.train, "day_of_trip": trip.leaves, "seat": trip.seat, "class": trip.seat_class,
        "passenger": trip.passenger, "passenger_id": trip.passenger_id, "ticket": ":" + trip.ticket,
    }  # fmt: skip


def _stamp(bill: Fapiao) -> tuple[str, ...]:
    """What is written along, in the middle of and below in the red ellipse: the bureau's, or the seller's."""
    if bill.kind in DIGITAL:
        return "全国统一发票监制章", "国家税务总局", f"{REGIONS[bill.seller.region][0]}税务局"
    return (bill.seller.name, bill.seller.tax_id, "发票专用章") if bill.seller.name else ("", "", "")


def fields(bill: Fapiao) -> dict[str, str]:
    """What a perfect reader would say of the invoice; what it does not state is absent."""
    rail = bill.trip is not None
    found = {
        "number": bill.number, "code": bill.code, "issue_date": bill.issued.isoformat(), "currency": "CNY",
        "gross_amount": f"{bill.gross}", "net_amount": "" if rail else f"{bill.net}",
        "tax_amount": "" if rail or bill.free else f"{bill.tax}", "seller_name": bill.seller.name,
        "seller_tax_id": bill.seller.tax_id, "buyer_name": bill.buyer.name, "buyer_tax_id": bill.buyer.tax_id,
        "check_code": bill.check, "original_number": bill.original,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}
