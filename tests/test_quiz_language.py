"""How an answer in words is read: what people write, made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ch4.quizzing.language import read, stem
from ch4.quizzing.pattern import Pattern
from ch4.quizzing.spelling import corrector


def fits(pattern: str, text: str) -> bool:
    return Pattern.parse(pattern).fits(read(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("images", "image"),
        ("initialised", "initializing"),
        ("colours", "color"),
        ("grey", "gray"),
        ("centre", "center"),
        ("labelled", "labeled"),
        ("axes", "axis"),
        ("three", "3"),
        ("behaviour", "behavior"),
        ("neighbours", "neighbor"),
    ],
)
def test_two_forms_of_a_word_are_one(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("use training", "We use the training set."),
        ("~use ~training|test", "We do not use the test set."),
        ("~learn", "It never learns."),
        ("~loop", "It works without loops, threads or copies."),
        ("~training validation", "Not on the training set, but on the validation set."),
        ("validation ~training", "On the validation set instead of the training set."),
        ("faster", "It is not only faster but smaller."),
        ("?learn", "It doesn't learn."),
        ("weights .. gradient", "weights minus lr times gradient"),
        ("requires_grad", "call x.requires_grad_()"),
        ("loss backward", "loss.backward()"),
        ("mini_batch", "a mini-batch"),
        ("w -= lr * gradient", "w -= lr*w.grad"),
        ("overfit*", "it is overfitting"),
        ("validation && memorized", "The validation set. Else it could have memorised them."),
        ("3 channels", "three channels, e.g. red"),
    ],
)
def test_a_pattern_finds_what_it_means(pattern, text):
    assert fits(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("use training", "We do not use the training set."),
        ("use training", "We dont use the training set"),
        ("use training", "We can't use the training set"),
        ("gradient .. weights", "weights before the gradient"),
        ("rank shape /3", "The rank is something else than what one calls a shape"),
        ("weights gradient", "The weights are large. The gradient is small."),
        ("validation !training", "validation and training alike"),
        ("~only", "It is not only this."),
    ],
)
def test_a_pattern_does_not_find_the_opposite(pattern, text):
    assert not fits(pattern, text)


@pytest.mark.parametrize("pattern", ["", "a || b", "..", "a ..", "x && ", "|"])
def test_a_pattern_that_could_never_fit_is_refused(pattern):
    with pytest.raises(ValueError, match="word"):
        Pattern.parse(pattern)


@given(st.text())
def test_every_text_can_be_read(text):
    for sentence in read(text):
        assert all(word.stem and word.text for word in sentence)


@given(st.lists(st.sampled_from(["loss", "weights", "the", "gradient", "not", ",", ".", "of"]), min_size=1))
def test_a_text_fits_the_pattern_of_any_of_its_plain_words(words):
    text = " ".join(words)
    plain = [word for sentence in read(text) for word in sentence if not word.negated]
    assert all(fits(f"?{word.text}", text) for word in plain)


def test_a_typing_error_is_taken_for_the_word_that_was_meant():
    correct = corrector(["gradient", "learning", "shape", "initialization"])
    assert correct("gradeint") == "gradient"
    assert correct("initialisaton") == "initialization"
    assert correct("lerning") == "learning"


def test_an_everyday_word_is_not_taken_for_one_that_looks_like_it():
    correct = corrector(["shape", "weight", "train"])
    assert [correct(word) for word in ("shade", "height", "brain", "shapes")] == [
        "shade",
        "height",
        "brain",
        "shapes",
    ]


@given(st.text(alphabet="abcdefghij", max_size=14))
def test_a_known_word_is_never_corrected(word):
    assert corrector([word, "abcdefgh"])(word) == word
