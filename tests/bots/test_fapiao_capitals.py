"""Amounts in Chinese capitals: every way of writing one amount, and what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.specimens.capitals import capitals
from bots.capitals import value_of as amount

CENTS = some.decimals(Decimal("-999999999999.99"), Decimal("999999999999.99"), places=2)


@given(CENTS, some.sampled_from("圆元"), some.sampled_from("整正"), some.sampled_from(("（负数）", "负", "(负数)")))
def test_an_amount_written_in_capitals_is_read_back(value: Decimal, yuan: str, whole: str, minus: str) -> None:
    assert amount(capitals(value, yuan, whole, minus)) == value


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("零圆整", "0"),
        ("圆零玖分", "0.09"),
        ("零圆零玖分", "0.09"),
        ("伍角柒分", "0.57"),
        ("壹角整", "0.10"),
        ("陆佰圆零叁分", "600.03"),
        ("壹佰圆零伍角", "100.50"),
        ("伍佰圆零角零分", "500.00"),
        ("壹佰叁拾陆圆捌角", "136.80"),
        ("拾圆整", "10"),
        ("拾贰元正", "12"),
        ("壹万零伍佰元零伍分", "10500.05"),
        ("壹亿零伍万圆整", "100050000"),
        ("壹万亿圆整", "1000000000000"),
        ("玖仟玖佰玖拾玖亿圆整", "999900000000"),
        ("ⓧ 壹佰 圆 整", "100"),
        ("¥贰仟圆整", "2000"),
        ("⊗叁圓", "3"),
        ("-壹圆整", "-1"),
        ("负壹圆整", "-1"),
        ("（负）壹圆整", "-1"),
    ],
)
def test_real_spellings(words: str, figure: str) -> None:
    assert amount(words) == Decimal(figure)


@pytest.mark.parametrize(
    "words",
    ["", "圆", "整", "圆整", "壹贰圆", "佰仟圆整", "壹佰仟圆整", "壹佰佰圆", "亿圆", "万圆", "零万圆", "壹拾拾圆",
     "壹佰圆整整", "壹角壹角", "壹分壹角", "abc", "壹佰", "负", "零亿壹圆", "壹佰零拾圆", "壹圆柒"],
)  # fmt: skip
def test_what_breaks_the_order_of_places_is_no_amount(words: str) -> None:
    assert amount(words) is None
