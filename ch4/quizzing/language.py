"""What people write, made comparable: spelling, word forms, numbers, code and negation.

read("We don't use the test set, but the valid one.")
    → one sentence: we do not use·test·set | but valid 1      (· marks words under a negation)

Words are stems ("images" and "image" are one), numbers are digits ("three" is 3), British spelling is
American, identifiers fall into their words (`requires_grad`, `loss.backward()`), and operators are words of
their own.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import snowballstemmer

Corrector = Callable[[str], str]
"""From a word as it was written to the word that was meant."""

_TOKEN = re.compile(
    r"\d+(?:,\d{3})+(?!\d)|\d+\.\d+|(?<![\d.])\.\d+|\d+"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|->|=>|\*\*|[-+*/%]=|==|!=|<=|>="
    r"|[-+*/@=<>%^]|[,;:.!?()\[\]{}\n]"
)
_OPERATOR = re.compile(r"[-+*/@=<>%^!]+")
_SENTENCE_ENDS = {";", "!", "?", "\n"}
_CLAUSE_ENDS = {",", ":", "(", ")", "[", "]", "{", "}"}
_INSTEAD = {("instead", "of"), ("rather", "than")}
_SIGNS = str.maketrans(
    {"−": "-", "→": "->", "←": "=", "×": "x", "·": "*", "∂": "d", "∇": " gradient ", "Δ": " delta "}
    | {
        "√": " sqrt ",
        "²": "**2",
        "δ": " delta ",
        "η": " lr ",
        "α": " lr ",
        "θ": " parameter ",
        "≈": " about ",
    }
)
_SHORT = {"ca": "can", "wo": "will", "sha": "shall"}  # before "n't"
_REACH = 7  # words that a negation covers at the most
_REACH_OF_INSTEAD = 4  # "instead of" itself among them

_ENGLISH = tomllib.loads(files("ch4.quizzing").joinpath("english.toml").read_text(encoding="utf-8"))
_MEANING: dict[str, str] = _ENGLISH["meaning"]


def words(name: str) -> frozenset[str]:
    """One of the lists in `english.toml`."""
    return frozenset(_ENGLISH[name].split())


_NEGATORS, _NOT_QUITE, _TURNS = words("negators"), words("not_quite"), words("turns")
_CONDITIONS, _SUBJECTS = words("conditions"), words("subjects")
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Word:
    """`text` is in lower case and American spelling; operators are words too, their own stems."""

    text: str
    stem: str
    negated: bool = False


class Sentence(tuple[Word, ...]):
    """Words in their order."""

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each stem stands."""
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self):
            places.setdefault(word.stem, []).append(place)
        return places


def read(text: str, correct: Corrector = lambda word: word) -> tuple[Sentence, ...]:
    """The sentences of a text. A line break ends one where it ends a paragraph, a list item or code."""
    return tuple(sentence for sentence in map(_words, _sentences(_tokens(_plain(text)), correct)) if sentence)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one lower-case word, in American spelling; numbers in words become digits."""
    word = _MEANING.get(word, word)
    if not word.isalpha() or len(word) < 3:
        return word
    return str(_stemmer.stemWord(_american(word)))


def _american(word: str) -> str:
    word = re.sub(r"(?<=[a-z]{3})our(?=$|s$|ed$|ing$|ful$|able$|less$)", "or", word)
    word = re.sub(r"(?<=[a-z]{2})is(?=e$|es$|ed$|ing$|ation$|ations$|er$|ers$)", "iz", word)
    word = re.sub(r"(?<=[a-z]{2})ys(?=e$|es$|ed$|ing$)", "yz", word)
    word = re.sub(r"(?<=[a-z]{2}[^aeiou])re(?=$|s$)", "er", word)
    word = re.sub(r"ll(?=ed$|ing$|er$)", "l", word)
    return "gray" + word[4:] if word.startswith("grey") else word


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).lower()
    text = re.sub(r"[’‘`´]", "'", text)
    text = re.sub(r"'(?=\W|$)|(?<!\w)'", " ", text)
    # A dash is a minus or begins a new thought: it is read as both.
    text = re.sub(r"\s[–—-]\s|[–—]", " , - ", text)
    # A line that goes on in the next one is no sentence of its own.
    return re.sub(r"(?<=[a-z,])\n(?=[a-z]+ )", " ", text)


def _tokens(text: str) -> Iterator[str]:
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token == ".":
            # In `x.grad`, in 0.5 and in "e.g." a dot ends nothing.
            after = text[found.end() : found.end() + 1]
            before = text[max(0, found.start() - 2) : found.start()]
            if (after and not after.isspace()) or re.fullmatch(r"(^|\W|\.)[a-z]", before):
                continue
            token = "\n"
        if token.endswith("n't"):
            yield from (_SHORT.get(token[:-3], token[:-3]), "not")
        elif "'" in token:
            word, _, ending = token.partition("'")
            yield word
            if ending == "s" and word in _SUBJECTS:
                yield "is"
        elif token == "cannot":
            yield from ("can", "not")
        else:
            yield token


def _sentences(tokens: Iterator[str], correct: Corrector) -> Iterator[list[str]]:
    """Lists of words, and of commas, at which a negation ends."""
    sentence: list[str] = []
    for token in tokens:
        if token in _SENTENCE_ENDS:
            yield sentence
            sentence = []
        elif token in _CLAUSE_ENDS:
            sentence.append(",")
        elif token[0].isdigit() or token[0] == ".":
            sentence.append(("0" if token[0] == "." else "") + token.replace(",", ""))
        else:
            sentence.append(token if _OPERATOR.fullmatch(token) else correct(token))
    yield sentence


def _words(texts: list[str]) -> Sentence:
    words: list[Word] = []
    left = gone = 0  # words that the negation still covers, and that it has covered
    is_condition = False
    for before, text, after in zip(["", *texts], texts, [*texts[1:], ""], strict=False):
        if text == ",":
            # "not the training, but …", and yet: "no loops, threads, or copies".
            left = left if after in ("or", "nor") else 0
            is_condition = False
            continue
        if text in _TURNS and not (text == "so" and after not in _SUBJECTS):
            left = 0
        # "If it does not forget them | the gradients pile up": a condition ends where a subject begins.
        if is_condition and gone > 0 and text in _SUBJECTS:
            left = 0
        if text in _CONDITIONS:
            is_condition = True
        if _is_article(text, before, after):
            continue
        word = Word(_american(_MEANING.get(text, text)), stem(text), left > 0)
        words.append(word)
        left, gone = max(0, left - 1), gone + 1
        if word.text in _NEGATORS and after not in _NOT_QUITE:
            left, gone = _REACH, 0
        elif (text, after) in _INSTEAD:
            left, gone = _REACH_OF_INSTEAD, -1  # its "of" does not count
    return Sentence(words)


def _is_article(text: str, before: str, after: str) -> bool:
    """Articles say nothing; but `a` may be a variable: before or after anything that is no word."""
    return text in ("the", "an") or (text == "a" and after.isalpha() and not _OPERATOR.fullmatch(before))
