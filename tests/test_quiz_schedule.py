"""What is asked again, and when: months of a learner's life, on a clock that the test turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ch4.address import Address
from ch4.errors import MachineFault
from ch4.quizzing.mark import Mark, QuizVerdict
from ch4.quizzing.memory import Memory
from ch4.quizzing.plan import WARM_UP, mastery, plan
from ch4.quizzing.schedule import LONG_BREAK, Grade, recall, review

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
NAMES = [f"q{number:02}.open" for number in range(1, 31)]


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "progress.sqlite")


def answer(memory: Memory, name: str, verdict: str, now: datetime, overruled: str | None = None):
    mark = Mark(item=name, address=Address(name[:3]), verdict=QuizVerdict(verdict))
    return memory.record(mark, "words", now, overruled=QuizVerdict(overruled) if overruled else None)


def test_what_is_right_waits_longer_each_time():
    card, now, waits = None, START, []
    for _ in range(6):
        card = review(card, Grade.RIGHT, now)
        waits.append(card.due - now)
        now = card.due
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(days=1)
    assert waits[-1] > timedelta(days=60)


def test_what_is_wrong_comes_back_within_the_hour_and_a_nit_before_what_is_right():
    assert review(None, Grade.WRONG, START).due - START < timedelta(hours=1)
    right, nit = review(None, Grade.RIGHT, START), review(None, Grade.NIT, START)
    for _ in range(2):
        right, nit = review(right, Grade.RIGHT, right.due), review(nit, Grade.NIT, nit.due)
    assert nit.due < right.due


def test_recall_fades_from_one_to_ninety_percent_when_it_is_due():
    card = review(None, Grade.RIGHT, START)
    assert recall(card, START) == pytest.approx(1.0)
    assert recall(card, card.due) == pytest.approx(0.9, abs=0.02)
    assert recall(card, card.due + timedelta(days=200)) < 0.75


def test_a_clock_that_was_set_back_spoils_nothing():
    card = review(None, Grade.RIGHT, START)
    assert review(card, Grade.RIGHT, START - timedelta(days=30)).due >= card.due


def test_a_year_of_a_diligent_learner_gets_to_everything_and_needs_less_and_less(memory):
    asked_a_month = [0] * 12
    for day in range(360):
        now = START + timedelta(days=day)
        for name in plan(NAMES, memory.cards(), now, count=10):
            is_new = name not in memory.cards()
            answer(memory, name, "wrong" if is_new and name[2] in "147" else "right", now)
            asked_a_month[day // 30] += 1
    assert memory.cards().keys() == set(NAMES)
    assert sum(asked_a_month[:2]) > 2 * sum(asked_a_month[-2:])
    assert mastery(NAMES, memory.cards(), START + timedelta(days=360)) > 0.8


def test_coming_back_after_months_begins_with_what_was_known_best(memory):
    for name in NAMES[:6]:
        answer(memory, name, "right", START)
    for name in NAMES[:2]:
        answer(memory, name, "right", START + timedelta(days=3))
    answer(memory, NAMES[6], "wrong", START)
    back = START + timedelta(days=120)
    assert back - memory.last_time() > LONG_BREAK
    asked = plan(NAMES, memory.cards(), back, count=10, warm_up=True)
    assert set(asked[:2]) == set(NAMES[:2])
    assert NAMES[6] not in asked[:WARM_UP]
    assert len(asked) == len(set(asked)) == 10
    assert mastery(NAMES[:7], memory.cards(), back) < mastery(NAMES[:7], memory.cards(), START)


def test_what_is_due_comes_first_then_what_is_new_in_order(memory):
    answer(memory, NAMES[5], "wrong", START)
    answer(memory, NAMES[0], "right", START)
    soon = START + timedelta(hours=2)
    assert plan(NAMES, memory.cards(), soon, count=3) == (NAMES[5], NAMES[1], NAMES[2])
    assert plan(NAMES, memory.cards(), soon, count=3, only_due=True) == (NAMES[5],)
    named = plan(NAMES[:1], {NAMES[0]: memory.cards()[NAMES[0]]}, soon, count=3, everything=True)
    assert named == (NAMES[0],)


def test_names_are_read_as_far_as_needed_only():
    def names():
        yield from NAMES[:2]
        raise AssertionError("read too far")

    assert plan(names(), {}, START, count=2) == tuple(NAMES[:2])


def test_an_answer_keeps_both_verdicts_where_the_learner_overrules(memory):
    answer(memory, "q01.open", "wrong", START, overruled="right")
    (given,) = memory.answers("q01.open")
    assert (given.mark.verdict, given.overruled, given.verdict) == ("wrong", "right", "right")
    assert memory.latest() == {"q01.open": "right"}
    assert memory.cards()["q01.open"].due - START >= timedelta(days=1)


def test_an_answer_that_nobody_judged_leaves_the_schedule_alone(memory):
    assert answer(memory, "q01.open", "review", START) is None
    assert memory.cards() == {}
    assert len(memory.answers("q01.open")) == 1


def test_a_session_that_was_left_knows_what_is_left(memory):
    memory.begin(NAMES[:3])
    answer(memory, NAMES[0], "right", START)
    assert memory.unfinished() == (NAMES[1], NAMES[2])


def test_an_empty_memory_is_no_fault(memory):
    assert (memory.cards(), memory.unfinished(), memory.last_time()) == ({}, (), None)


def test_a_damaged_file_is_said(memory):
    memory.path.write_bytes(b"not a database, but long enough to be looked at" * 20)
    with pytest.raises(MachineFault, match="damaged"):
        memory.cards()
