"""Links of notices: good for what they were signed for, until their time, and for nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.notice_link import Link, LinkWrongError, opened, signed
from store.keys import Keys

KEYS = Keys()
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
LINK = Link(UUID("6f9b1c54-4d0e-5a0b-9a53-0c5f6d1f7a10"), 2, "mona", NOW + timedelta(days=7))
TOKEN = signed(KEYS, LINK)


def code_of(token: str, now: datetime = NOW, keys: Keys = KEYS) -> str:
    with pytest.raises(LinkWrongError) as found:
        opened(keys, token, now)
    return found.value.code


def test_a_link_is_good_until_its_last_second() -> None:
    assert opened(KEYS, TOKEN, NOW) == LINK
    assert opened(KEYS, TOKEN, LINK.expires_at - timedelta(microseconds=1)) == LINK
    assert code_of(TOKEN, LINK.expires_at) == "notice-link-expired"
    assert code_of(TOKEN, LINK.expires_at + timedelta(days=1)) == "notice-link-expired"


def test_the_same_key_on_another_machine_opens_it_and_another_key_does_not(tmp_path: Path) -> None:
    token = signed(Keys(tmp_path), LINK)
    assert opened(Keys(tmp_path), token, NOW) == LINK
    assert code_of(token) == "notice-link-wrong"
    assert signed(Keys(tmp_path), Link(LINK.approval, 2, "role:manager", NOW)) != token


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="utf-8"))
def test_no_character_of_it_may_be_another(place: int, character: str) -> None:
    other = TOKEN[:place] + character + TOKEN[place + 1 :]
    if other != TOKEN:
        assert code_of(other) == "notice-link-wrong"


@given(
    st.text(max_size=50)
    | st.sampled_from(["", ".", "..", "a.b", TOKEN + ".", "." + TOKEN, TOKEN + "=", TOKEN + " ", TOKEN * 9])
)
def test_what_is_no_link(token: str) -> None:
    assert code_of(token) == "notice-link-wrong"


def test_an_expired_link_that_was_altered_is_altered() -> None:
    body, signature = TOKEN.split(".")
    late = signed(KEYS, Link(LINK.approval, 2, "mona", NOW + timedelta(days=900))).split(".")[0]
    assert code_of(f"{late}.{signature}", NOW + timedelta(days=30)) == "notice-link-wrong"
    assert code_of(body + signature) == "notice-link-wrong"
