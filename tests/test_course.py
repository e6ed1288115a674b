"""Addresses as people write them, and a course as it lies on disk."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from factories import a_course, a_question
from hypothesis import given, settings
from hypothesis import strategies as st

from ch4.address import Address
from ch4.course import Course, Limits, Question
from ch4.errors import BrokenCourse, UnknownAddress

ADDRESSES = [*(f"q{number:02}" for number in (1, 2, 3, 4, 9, 10, 11, 12, 20, 37)), "r1", "r2"]
COURSE = Course(
    root=Path("/course"),
    name="small",
    title="Small",
    sections=("All",),
    questions=tuple(
        Question(address=Address(address), slug=f"slug_{address}", title=address, section="All")
        for address in ADDRESSES
    ),
)
questions = st.sampled_from(COURSE.questions)
numbers = st.sampled_from([question.number for question in COURSE.questions if question.address[0] == "q"])


@given(question=questions)
def test_a_question_answers_to_its_label_its_address_its_number_and_its_files(question: Question) -> None:
    names = [
        question.label,
        question.address,
        f"{question.label[0]}{question.number}",
        f"{question.label[0]} {question.number}",
        question.stem,
        f"exercises/{question.stem}.py",
        f"graders/test_{question.stem}.py",
        str(COURSE.quiz(question)),
    ]
    if question.address.startswith("q"):
        names += [f"{question.number}", f"{question.number:03}", f"question #{question.number}"]
    for name in names:
        assert COURSE.parse(name) == (question.address,), name
        assert COURSE.parse(*name.split()) == (question.address,), name
        assert COURSE.parse(f"  {name}  ") == (question.address,), name


@given(question=questions)
def test_capitals_do_not_matter(question: Question) -> None:
    assert COURSE.parse(question.label.upper()) == (question.address,)
    assert COURSE.parse(question.address.upper()) == (question.address,)


@given(st.lists(questions))
def test_addresses_come_back_in_the_order_said_each_once(said: list[Question]) -> None:
    expected = tuple(dict.fromkeys(question.address for question in said))
    assert COURSE.parse(*(question.label for question in said)) == expected
    assert COURSE.parse(", ".join(question.label for question in said)) == expected
    assert COURSE.parse(" and ".join(question.label for question in said)) == expected
    assert COURSE.parse(*expected) == expected


@given(first=numbers, last=numbers, dash=st.sampled_from(["-", "–", "..", " to ", " - "]))
def test_a_range_is_what_the_course_has_between_its_ends(first: int, last: int, dash: str) -> None:
    first, last = sorted((first, last))
    inside = tuple(
        question.address
        for question in COURSE.questions
        if question.address[0] == "q" and first <= question.number <= last
    )
    assert COURSE.parse(f"{first}{dash}{last}") == inside
    assert COURSE.parse(f"questions {first}{dash}{last}") == inside
    assert COURSE.parse(f"q{first}{dash}q{last}") == inside


@given(first=numbers, last=numbers)
def test_a_range_that_runs_backwards_is_refused_with_the_right_one(first: int, last: int) -> None:
    if first != last:
        first, last = sorted((first, last))
        with pytest.raises(UnknownAddress, match=f"runs backwards: write {first}-{last}"):
            COURSE.parse(f"{last}-{first}")


def test_all_is_every_address_in_the_order_of_the_course() -> None:
    assert COURSE.parse("all") == COURSE.addresses == tuple(ADDRESSES)


def test_no_words_are_no_addresses() -> None:
    assert COURSE.parse() == COURSE.parse("") == COURSE.parse(" , ") == ()


@given(st.integers(min_value=38))
def test_a_number_beyond_the_course_is_unknown(number: int) -> None:
    with pytest.raises(UnknownAddress):
        COURSE.parse(f"question {number}")
    with pytest.raises(UnknownAddress):
        COURSE.parse(f"1-{number}")


@pytest.mark.parametrize("words", ["0", "0-2", "question 5", "5-8", "r3", "r1-r3", "12-37-40", "1-r2"])
def test_what_the_course_does_not_have_is_unknown(words: str) -> None:
    with pytest.raises(UnknownAddress):
        COURSE.parse(words)


@pytest.mark.parametrize("words", ["question", "question nine", "9x", "x9", "q", "9.5", "-9", "allx", "9;10"])
def test_words_that_are_no_address_are_refused(words: str) -> None:
    with pytest.raises(UnknownAddress, match="no question's address"):
        COURSE.parse(words)


@given(st.lists(st.text() | st.text("qr question all to 0123456789-,.#"), max_size=4))
def test_any_words_give_addresses_of_the_course_or_one_clear_refusal(words: list[str]) -> None:
    addresses: tuple[Address, ...] = ()
    with contextlib.suppress(UnknownAddress):
        addresses = COURSE.parse(*words)
    assert set(addresses) <= set(COURSE.addresses)
    assert len(set(addresses)) == len(addresses)


def test_the_refusal_says_what_there_is(tmp_path: Path) -> None:
    course = a_course(tmp_path, *(a_question(f"q{number:02}") for number in range(1, 5)), a_question("r2"))
    with pytest.raises(UnknownAddress) as refusal:
        course.parse("question 99")
    assert str(refusal.value) == "there is no question 99: this course has question 1 to 4 and research 2"


def test_a_course_is_read_with_its_sections_questions_and_files(tmp_path: Path) -> None:
    course = a_course(
        tmp_path,
        a_question("q01", slug="one", section="First", hints=("Look.", "Look again.")),
        a_question("q02", slug="two", section="Second", points=2, code=False),
        title="Two “sections”",
    )
    one, two = course.questions
    assert (course.title, course.sections) == ("Two “sections”", ("First", "Second"))
    assert (one.label, one.stem, one.hints) == ("question 1", "q01_one", ("Look.", "Look again."))
    assert (two.section, two.points, two.has_code) == ("Second", 2.0, False)
    assert course.stub(one) == course.root / "exercises" / "q01_one.py"
    assert course.solution(one).is_file()
    assert course.grader(one).is_file()


def test_a_question_has_the_limits_of_its_course_unless_it_says_others(tmp_path: Path) -> None:
    quick, slow = a_question("q01"), a_question("q02", seconds=120, memory_mb=9000)
    course = a_course(tmp_path, quick, slow, seconds=2.5, memory_mb=100, output=50)
    assert [question.limits for question in course.questions] == [
        Limits(seconds=2.5, memory_mb=100, output=50),
        Limits(seconds=120, memory_mb=9000, output=50),
    ]


def test_a_course_is_found_from_the_folders_inside_it(tmp_path: Path) -> None:
    course = a_course(tmp_path)
    assert Course.find(course.root / "exercises").root == course.root


def test_elsewhere_the_course_is_the_one_that_came_with_ch4(tmp_path: Path) -> None:
    course = Course.find(tmp_path)
    assert (course.root / "course.toml").is_file()
    assert tmp_path not in course.root.parents


def test_the_prompt_is_the_stubs_docstring(tmp_path: Path) -> None:
    course = a_course(
        tmp_path, a_question(stub='# A comment.\n\n"""Twice.\n\n    Indented.\n\nEnd.\n"""\nx = 1\n')
    )
    assert course.prompt(course.questions[0]) == "Twice.\n\n    Indented.\n\nEnd."


def test_the_prompt_is_read_and_never_run(tmp_path: Path) -> None:
    stub = '"""Twice."""\nopen("ran", "w")\nraise SystemExit\n'
    course = a_course(tmp_path, a_question(stub=stub))
    assert course.prompt(course.questions[0]) == "Twice."


def test_the_prompt_is_read_above_code_that_is_broken(tmp_path: Path) -> None:
    course = a_course(tmp_path, a_question(stub='"""Twice."""\n\ndef double(n:\n  return (2 *\n'))
    assert course.prompt(course.questions[0]) == "Twice."


@settings(deadline=None)
@given(stub=st.binary() | st.text().map(str.encode))
def test_any_file_has_a_prompt_if_only_an_empty_one(
    tmp_path_factory: pytest.TempPathFactory, stub: bytes
) -> None:
    course = a_course(tmp_path_factory.mktemp("any"))
    course.stub(course.questions[0]).write_bytes(stub)
    assert isinstance(course.prompt(course.questions[0]), str)


def test_a_course_without_the_stub_is_broken(tmp_path: Path) -> None:
    course = a_course(tmp_path, a_question(stub=None))
    with pytest.raises(BrokenCourse, match=r"q01_double\.py cannot be read"):
        course.prompt(course.questions[0])


QUESTION = '[[section.question]]\naddress = "q01"\nslug = "one"\ntitle = "One"\n'
HEAD = 'name = "x"\ntitle = "X"\n[[section]]\nname = "s"\ntitle = "S"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "name"),
        ("name = ", "Invalid value"),
        (HEAD + QUESTION + "colour = 3\n", "colour"),
        (HEAD + QUESTION.replace('"q01"', '"x01"'), "'x01' is no address"),
        (HEAD + QUESTION.replace('"q01"', '"q1"'), "'q1' is no address"),
        (HEAD + QUESTION.replace('"q01"', '"q001"'), "'q001' is no address"),
        (HEAD + QUESTION.replace('"q01"', '"q٣٣"'), "is no address"),
        (HEAD + QUESTION.replace('"one"', '"../one"'), "slug"),
        (HEAD + QUESTION + QUESTION, "q01 stands there twice"),
        (HEAD + QUESTION + "seconds = 0\n", "seconds"),
        (HEAD + QUESTION + "seconds = -1\n", "seconds"),
        (HEAD + QUESTION + "seconds = nan\n", "seconds"),
        (HEAD + QUESTION + "points = inf\n", "points"),
        (HEAD + QUESTION + 'hints = "one"\n', "hints"),
        ("[limits]\nmemory_mb = 0\n" + HEAD, ""),
    ],
)
def test_a_course_that_contradicts_itself_is_refused_by_name(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "course.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenCourse) as refusal:
        Course.load(tmp_path)
    assert refusal.value.exit_code == 3
    assert str(path) in str(refusal.value)
    assert complaint in str(refusal.value)


@settings(deadline=None)
@given(content=st.binary() | st.text().map(str.encode))
def test_any_file_is_a_course_or_a_broken_one(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "course.toml").write_bytes(content)
    with pytest.raises(BrokenCourse):
        Course.load(folder)


def test_a_folder_without_a_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenCourse, match="cannot be read"):
        Course.load(tmp_path)


def test_a_course_without_questions_says_so(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(HEAD)
    with pytest.raises(UnknownAddress, match="no questions yet"):
        Course.load(tmp_path).parse("1")
