"""Settling: rules tried by hand, who is a voice, and what cannot be a rule."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.evidence import Evidence, Voice
from graph.settling import LONGEST, USUAL, Rule, Settlement, count_voices, read_rules, settle
from taggy.errors import InputError

FOUR_OR_NINE = """
[[rule]]
name = "first four agree"
agree = 4
against = 0

[[rule]]
name = "nine in all"
voices = 9
"""


@dataclass(frozen=True)
class Speaker:
    """Who says what, in a few letters: `y`, `n` or `p`, then s(tranger), i(mplicit), v(olunteered), a(side), or 1-9."""

    text: str

    def speak(self) -> Voice:
        """Make the voice; a figure names a cluster."""
        marks = self.text[1:]
        cluster = next((mark for mark in marks if mark.isdigit()), None)
        says = {"y": True, "n": False, "p": None}[self.text[0]]
        return Voice(
            says=says,
            asked="v" not in marks,
            stranger="s" in marks,
            implicit="i" in marks,
            aside="a" in marks,
            cluster=cluster,
        )


def hear(said: str) -> tuple[Voice, ...]:
    """Make voices of words such as `y ns yi`."""
    return tuple(Speaker(word).speak() for word in said.split())


@pytest.mark.parametrize(
    ("said", "voices"),
    [
        ("", (0, 0)),
        ("y y n p", (2, 1)),
        ("yv nv y", (1, 0)),
        ("ya na y", (1, 0)),
        ("ys ys ns y", (2, 0)),
        ("ys ns y", (1, 0)),
        ("y1 y1 y1 n2 n2", (1, 1)),
        ("y1 y1 n1 y", (2, 0)),
        ("y1 n1 y", (1, 0)),
        ("y1 ys1 ys", (1, 0)),
        ("y1 ys1 y2", (2, 0)),
        ("yi yi y", (2, 0)),
        ("ni1 ni1", (0, 0.5)),
        ("ni1 n1", (0, 1)),
        ("yi1 yi1 n1", (0, 0)),
    ],
)
def test_who_is_a_voice(said: str, voices: tuple[float, float]) -> None:
    assert count_voices(hear(said)) == voices


@pytest.mark.parametrize(
    ("said", "people", "settled"),
    [
        ("y", 0.95, None),
        ("y y", 0.8, ("yes", "unopposed")),
        ("n n", 0.2, ("no", "unopposed")),
        ("y y", 0.75, ("yes", "unopposed")),
        ("y y", 0.7, None),
        ("y y y n", 0.8, None),
        ("y y y y y n", 0.9, ("yes", "clear majority")),
        ("n n n n n y", 0.1, ("no", "clear majority")),
        ("y n n", 0.95, None),
        ("ys ys ys", 0.95, None),
        ("y1 y1", 0.95, None),
        ("y yi", 0.95, None),
        ("y yi yi", 0.95, ("yes", "unopposed")),
        ("y y nv nv", 0.8, ("yes", "unopposed")),
        ("y y na", 0.8, ("yes", "unopposed")),
        ("y y", None, None),
    ],
)
def test_the_usual_rules(said: str, people: float | None, settled: tuple[str, str] | None) -> None:
    assert settle(Evidence(image="a", tag="lol", votes=hear(said)), people) == settled


@pytest.mark.parametrize(
    ("said", "people", "settled"),
    [
        ("y y y", 0.9, None),
        ("y y y y", 0.6, ("yes", "first four agree")),
        ("y y y y n", 0.9, None),
        ("y y y y y n n n n", 0.6, ("yes", "nine in all")),
        ("y y y y y n n n n", 0.4, ("no", "nine in all")),
        ("y y y y y n n n n", 0.5, None),
        ("y n n n n n n n n", 0.6, None),
        ("y y y y y y y y", 0.5, None),
    ],
)
def test_the_docstrings_example(said: str, people: float, settled: tuple[str, str] | None) -> None:
    assert settle(Evidence(image="a", tag="lol", votes=hear(said), rules=FOUR_OR_NINE), people) == settled


def test_a_ruling_settles_whatever_the_others_say_and_nothing_else_does_without_people() -> None:
    said = Evidence(image="a", tag="lol", votes=hear("y y y y y"), ruled=False, rules=FOUR_OR_NINE)
    assert settle(said, 0.99) == Settlement("no", "ruling")
    assert settle(Evidence(image="a", tag="lol", run=1.0, proposed=True), None) is None


SPEAKERS = st.lists(
    st.builds(
        "".join, st.tuples(st.sampled_from("ynp"), *(st.sampled_from(["", m]) for m in ("s", "i", "v", "a", "1")))
    ),
    max_size=12,
)


@given(said=SPEAKERS, people=st.floats(0, 1), data=st.data())
def test_order_changes_nothing_and_two_voices_are_always_needed(
    said: list[str], people: float, data: st.DataObject
) -> None:
    votes = hear(" ".join(said))
    for rules in (None, FOUR_OR_NINE, '[[rule]]\nname = "any"\n'):
        evidence = Evidence(image="a", tag="lol", votes=votes, rules=rules)
        settled = settle(evidence, people)
        shuffled = tuple(data.draw(st.permutations(votes)))
        assert settle(replace(evidence, votes=shuffled), people) == settled
        if settled:
            agree = count_voices(votes)[0 if settled.answer == "yes" else 1]
            assert agree >= 2
            assert (people > 1 / 2) == (settled.answer == "yes")


def test_rules_are_read_as_they_are_written() -> None:
    assert read_rules(FOUR_OR_NINE) == (
        Rule("first four agree", agree=4, against=0),
        Rule("nine in all", voices=9),
    )
    assert [rule.name for rule in read_rules(USUAL)] == ["unopposed", "clear majority"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1 to 20 rules"),
        ("rule = 3", "1 to 20 rules"),
        ("rule = [3]", "Rule 1 of settling is 3"),
        ("agree = 2", "'agree'"),
        ('[[rule]]\nname = "a"\n[other]\n', "'other'"),
        ("[[rule]\n", "no TOML"),
        ("[[rule]]\nagree = 2\n", "needs a name"),
        ('[[rule]]\nname = "ruling"\n', "needs a name"),
        (f'[[rule]]\nname = "{"x" * 51}"\n', "needs a name"),
        ('[[rule]]\nname = "a"\nagree = 1\n', "from 2 on"),
        ('[[rule]]\nname = "a"\nagree = true\n', "from 2 on"),
        ('[[rule]]\nname = "a"\nagainst = -1\n', "from 0 on"),
        ('[[rule]]\nname = "a"\nvoices = 2.5\n', "from 2 on"),
        ('[[rule]]\nname = "a"\npeople = 1\n', "from 0.5 to below 1"),
        ('[[rule]]\nname = "a"\npeople = nan\n', "from 0.5 to below 1"),
        ('[[rule]]\nname = "a"\nshare = 0.5\n', "'share'"),
        ('[[rule]]\nname = "a"\n[[rule]]\nname = "a"\n', "Two rules"),
        ("#" * (LONGEST + 1), "at most 10,000 characters"),
        ("".join(f'[[rule]]\nname = "{n}"\n' for n in range(21)), "1 to 20 rules"),
    ],
)
def test_what_is_no_rule_is_refused_with_the_value(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_rules(text)
