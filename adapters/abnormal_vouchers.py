"""异常凭证: lists of invoices whose sellers are lost or fled (失控, 走逃), as a file or asked over HTTP (docs/registers.md)."""

import hashlib
from pathlib import Path

from adapters.registers import NotAnswered, RegisterAnswer, RegisterEndpoint, asked
from contracts.tax_verification import RegisterQuery

LARGEST = 200 * 1024 * 1024


def listed_in_file(path: Path, query: RegisterQuery) -> RegisterAnswer:
    """Whether a line of the file is the number, the code and number, or the seller's tax number. Raises NotAnswered.

    The evidence is the hash of the list and the line that was found.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise NotAnswered("the list is too large")
        data = path.read_bytes()
        lines = {"".join(line.split()) for line in data.decode("utf-8-sig").splitlines()}
    except (OSError, UnicodeDecodeError) as error:
        raise NotAnswered(type(error).__name__) from error
    if not lines - {""}:
        raise NotAnswered("the list is empty")
    wanted = [query.number if not query.code else f"{query.code}{query.number}", query.seller_tax_id]
    found = next((name for name in wanted if name and name in lines), None)
    evidence = f"{hashlib.sha256(data).hexdigest()} {found or '-'}\n".encode()
    return RegisterAnswer("abnormal" if found else "normal", evidence)


def listed(endpoint: RegisterEndpoint, query: RegisterQuery) -> RegisterAnswer:
    """Ask a service whether the invoice or its seller is on the list. Raises NotAnswered."""
    body = {"number": query.number, "code": query.code, "seller": query.seller_tax_id}
    found, raw = asked(endpoint, {name: value for name, value in body.items() if value})
    on_list = found.get("listed")
    if not isinstance(on_list, bool):
        raise NotAnswered("no word on the list")
    return RegisterAnswer("abnormal" if on_list else "normal", raw)
