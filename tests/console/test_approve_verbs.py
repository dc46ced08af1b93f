"""The verbs of approvals at the command line: each says what became of it, and `show` what was done."""

from tests.console.conftest import Line
from tests.console.test_daily_work import CREATE, advanced


def _asked(line: Line) -> str:
    number: str = line(*CREATE, "--submit")["document"]["number"]
    advanced(line, number, "approval")
    return number


def test_what_people_do_with_an_approval(line: Line) -> None:
    number = _asked(line)
    to = ("--as", "max")
    assert line("approve", "comment", number, "see the drawing", "--as", "rita")["outcome"] == "accepted"
    assert line("approve", "urge", number, "--as", "rita")["outcome"] == "accepted"
    assert line("approve", "urge", number, "--as", "rita", status=1)["code"] == "urged-lately"
    assert line("approve", "add", number, "fang", "--why", "it is money", *to)["outcome"] == "accepted"
    assert line("approve", "remove", number, "fang", "--why", "it is not", *to)["outcome"] == "accepted"
    assert line("approve", "delegate", number, "fang", "--comment", "dear?", *to)["outcome"] == "accepted"
    assert line("approve", "recall", number, *to)["outcome"] == "accepted"
    assert line("approve", "recall", number, *to, status=1)["code"] == "no-judgement-awaited"
    assert line("approve", "delegate", number, "fang", "--comment", "dear?", *to)["outcome"] == "accepted"
    assert line("approve", "vote", number, "--as", "fang", "--comment", "no")["outcome"] == "accepted"
    assert line("approve", "reassign", number, "nobody", "--why", "w", *to, status=1)["code"] == "unknown-person"
    assert line("approve", "take-back", number, "--step", "1", *to, status=1)["code"] == "no-vote-to-take-back"
    shown = line("approve", "show", number)
    assert [(each["step"], each["decider"]) for each in shown["waiting"]] == [(1, "@max")]
    acts = [each["act"] for each in shown["acts"]]
    assert sorted(acts) == [
        "added-before",
        "advised",
        "commented",
        "delegated",
        "delegated",
        "recalled",
        "removed",
        "urged",
    ]
    assert line("approve", "vote", number, *to)["outcome"] == "accepted"
    shown = line("approve", "show", number)
    assert (shown["result"], [each["person"] for each in shown["votes"]]) == ("approved", ["max"])
    assert set(shown["parts"]) == {"amount", "cost_object", "supplier", "delivery", "content"}
    assert line("approve", "move", number, "--why", "late", "--as", "dora", status=1)["code"] == "approval-closed"


def test_a_substitute_finds_the_tasks_of_the_other_and_says_for_whom_he_decides(line: Line) -> None:
    number = _asked(line)
    days = ("--from", "2020-01-01", "--until", "2099-12-31")
    assert line("approve", "substitute", "fang", "--as", "max", status=2)["error"]["code"] == "substitute-without-days"
    assert line("approve", "list", "--as", "fang")["rows"] == []
    assert line("approve", "substitute", "fang", *days, "--as", "max")["outcome"] == "accepted"
    [task] = line("approve", "list", "--as", "fang")["rows"]
    assert (task["kind"], task["on_behalf_of"]) == ("approval", "max")
    assert line("approve", "vote", number, "--as", "fang", status=1)["code"] == "not-your-turn"
    assert line("approve", "vote", number, "--for", "max", "--as", "fang")["outcome"] == "accepted"
    assert line("approve", "substitute", "fang", "--end", "--as", "max")["outcome"] == "accepted"


def test_who_leaves_hands_over(line: Line) -> None:
    number = _asked(line)
    assert line("approve", "reassign", number, "fang", "--why", "she knows", "--as", "max")["outcome"] == "accepted"
    given = line("approve", "hand-over", "fang", "dora", "--why", "she leaves", "--as", "admin")
    assert given["outcome"] == "accepted"
    assert line("approve", "vote", number, "--as", "dora")["outcome"] == "accepted"
