"""Plain data crosses whole, anything else as a name, and no bytes whatever bring the reader down."""

from __future__ import annotations

import enum
import io
import math
import string
import struct
import time
from collections import Counter, OrderedDict, namedtuple
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ch4.worker import Opaque, TensorValue
from ch4.worker.codec import MAX_BITS, MAX_DEPTH, MAX_ITEMS, MAX_TEXT, Encoder, decode, revive
from ch4.worker.outcome import Misfit, Missing, Raised
from ch4.worker.protocol import (
    MAX_ENVELOPE,
    BadFrame,
    Call,
    Load,
    Loaded,
    Sent,
    read_answer,
    read_request,
    write_frame,
)

unhurried = settings(deadline=None)  # the machine may have other things to do

TORCH_DTYPES = [
    torch.bool, torch.uint8, torch.int8, torch.int16, torch.uint16, torch.int32, torch.uint32, torch.int64,
    torch.uint64, torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64,
    torch.complex128,
]  # fmt: skip
NUMPY_DTYPES = [
    "bool", "u1", "i1", "<i2", ">i2", "<u2", "<i4", ">i4", "<u4", "<i8", "<u8", "<f2", "<f4", ">f4",
    "<f8", ">f8", "<c8", "<c16",
]  # fmt: skip


def frame(value: object) -> bytes:
    """What a worker sends when a call returned this value."""
    encoder, stream = Encoder(), io.BytesIO()
    write_frame(stream, Sent(encoder.encode(value)), encoder.buffers)
    return stream.getvalue()


def received(data: bytes) -> Any:
    """What the judge makes of these bytes."""
    answer, buffers = read_answer(io.BytesIO(data))
    assert isinstance(answer, Sent)
    return decode(answer.value, buffers)


def seen(value: object) -> Any:
    """The value as the judge sees it, its tensors not yet revived."""
    return received(frame(value))


def crossed(value: object) -> Any:
    """The value when it has been through the pipe and back to life."""
    return revive(seen(value))


def same(one: Any, other: Any) -> bool:
    """Equal to the type and the bit: nan is nan, True is not 1, -0.0 is not 0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return struct.pack("<d", one) == struct.pack("<d", other) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return bool(one == other)


def same_tensor(one: torch.Tensor, other: object) -> bool:
    if type(other) is not torch.Tensor or one.dtype != other.dtype or one.shape != other.shape:
        return False
    return bits(one.detach().contiguous().numpy(force=True)) == bits(other.detach().numpy(force=True))


def bits(array: Any) -> bytes:
    return np.ascontiguousarray(array).tobytes()


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=2**62, max_value=2**300)
    | st.integers(max_value=-(2**62), min_value=-(2**300))
    | st.floats()
    | st.text()
    | st.binary()
)
keys = (
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
)
plain = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(keys, inner, max_size=5)
    ),
    max_leaves=20,
)
shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)


# What crosses whole


@given(plain)
@unhurried
def test_plain_data_comes_back_as_it_went(value: object) -> None:
    assert same(crossed(value), value)


@given(st.text(st.characters(categories=["Cs", "Lu"])))
@unhurried
def test_half_a_surrogate_pair_comes_back_as_a_question_mark(text: str) -> None:
    assert crossed(text) == "".join("?" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)


@given(st.integers(MAX_BITS - 2, MAX_BITS + 2), st.sampled_from([1, -1]))
@unhurried
def test_an_int_crosses_as_long_as_it_can_be_printed(bit_length: int, sign: int) -> None:
    number = sign * (1 << (bit_length - 1))
    came = crossed(number)
    assert came == number if bit_length <= MAX_BITS else came == Opaque("int", "an enormous number")
    assert repr(came)


@given(st.sampled_from(TORCH_DTYPES), shapes, st.integers(0, 2**32))
@settings(unhurried, max_examples=200)
def test_a_tensor_of_every_dtype_and_shape_keeps_them_and_its_bits(
    dtype: torch.dtype, shape: tuple[int, ...], seed: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    size = math.prod(shape) * dtype.itemsize
    raw = torch.randint(0, 2 if dtype is torch.bool else 256, (size,), dtype=torch.uint8, generator=generator)
    tensor = raw.view(dtype).reshape(shape) if size else torch.empty(shape, dtype=dtype)
    came = crossed(tensor)
    assert (type(came), came.dtype, came.shape) == (torch.Tensor, dtype, tensor.shape)
    assert bits(came.reshape(-1).view(torch.uint8).numpy()) == bits(raw.numpy()) if size else True


@pytest.mark.parametrize(
    "tensor",
    [
        torch.tensor(7),
        torch.arange(24).reshape(2, 3, 4).transpose(0, 2),
        torch.arange(24.0)[::5],
        torch.arange(3).expand(4, 3),
        torch.tensor([1 + 2j, 3 - 4j]).conj(),
        torch.tensor([1 + 2j, 3 - 4j]).conj().imag,
        torch.zeros(0),
        torch.zeros(3, 0, 2),
        torch.tensor([float("nan"), float("inf"), -0.0]),
        torch.nn.Parameter(torch.ones(2)),
    ],
    ids=[
        "0-d",
        "transposed",
        "strided",
        "expanded",
        "conj",
        "neg",
        "empty",
        "empty axis",
        "nan",
        "parameter",
    ],
)
def test_a_view_of_any_kind_comes_back_with_its_numbers(tensor: torch.Tensor) -> None:
    assert same_tensor(tensor.detach().resolve_conj().resolve_neg(), crossed(tensor).detach())


def test_bfloat16_can_be_read_without_torch() -> None:
    assert seen(torch.tensor([1.5, -2.0], dtype=torch.bfloat16)).numpy().tolist() == [1.5, -2.0]


@pytest.mark.parametrize("requires_grad", [True, False])
def test_a_tensor_says_whether_it_requires_gradients(requires_grad: bool) -> None:
    assert crossed(torch.ones(2, requires_grad=requires_grad)).requires_grad is requires_grad


def test_a_computed_tensor_says_that_it_is_no_leaf() -> None:
    weights = torch.ones(2, requires_grad=True)
    assert (seen(weights).is_leaf, seen(weights * 2).is_leaf) == (True, False)


def test_a_revived_tensor_may_be_changed_in_place() -> None:
    value = torch.zeros(3)
    crossed(value).add_(1)
    assert value.tolist() == [0, 0, 0]


@given(
    st.sampled_from(NUMPY_DTYPES).flatmap(lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0)))
)
@unhurried
def test_an_array_of_every_dtype_and_shape_keeps_them_and_its_bits(array: np.ndarray) -> None:
    came = crossed(array)
    native = array.astype(array.dtype.newbyteorder("="))
    assert (type(came), came.dtype, came.shape) == (np.ndarray, native.dtype, array.shape)
    assert bits(came) == bits(native)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12).reshape(3, 4).T, np.arange(9)[::-2], np.zeros((0, 3)), np.array(5),
        np.asfortranarray(np.eye(3)),
    ],
    ids=["transposed", "backwards", "empty", "0-d", "fortran"],
)  # fmt: skip
def test_an_array_laid_out_in_any_way_comes_back_with_its_numbers(array: np.ndarray) -> None:
    came = crossed(array)
    assert (came.shape, came.tolist()) == (array.shape, array.tolist())


@pytest.mark.parametrize(
    "number", [np.float32(0.1), np.float64(0.1), np.int64(3), np.bool_(True), np.uint8(255), np.complex64(1j)]
)
def test_a_numpy_number_stays_one(number: np.generic) -> None:
    came = crossed(number)
    assert (type(came), came) == (type(number), number)


class Colour(enum.IntEnum):
    RED = 3


class Loud(str):
    def __str__(self) -> str:
        return "LOUD"

    def encode(self, *args: object) -> bytes:
        raise RuntimeError


Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Colour.RED, 3),
        (Loud("quiet"), "quiet"),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (Point(1, 2), (1, 2)),
        (type("Numbers", (list,), {})([1, 2]), [1, 2]),
        (type("Half", (float,), {})(0.5), 0.5),
        (bytearray(b"ab"), b"ab"),
        (np.str_("text"), "text"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_crosses_as_what_it_extends(value: object, expected: object) -> None:
    assert same(crossed(value), expected)


def test_a_key_that_cannot_be_hashed_here_becomes_its_repr() -> None:
    assert list(crossed({(torch.tensor([1]), 2): "x"}).values()) == ["x"]


# What crosses as a name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (zip([1]), "zip"),
        ({1, 2}, "set"),
        (3 + 4j, "complex"),
        (len, "builtin_function_or_method"),
        (torch.nn.Linear(1, 1), "Linear"),
        (torch.ones(2).to_sparse(), "Tensor"),
        (torch.empty(2, device="meta"), "Tensor"),
        (np.array(["a"], dtype=object), "ndarray"),
        (np.array([1, 2], dtype="datetime64[s]"), "ndarray"),
        (np.longdouble(1), "longdouble"),
        (torch.zeros((1,) * 40), "Tensor"),
        (torch.zeros(1).expand(1 << 40), "Tensor"),
        (torch.empty((0, 1 << 30, 1 << 30)), "Tensor"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_another_object_crosses_as_its_type_s_name(value: object, name: str) -> None:
    assert seen(value).type_name == name


def test_another_object_s_repr_is_kept_short() -> None:
    class Chatty:
        def __repr__(self) -> str:
            return "x" * 10_000_000

    assert seen(Chatty()) == Opaque("Chatty", "x" * 200)


def test_what_is_named_keeps_its_place_among_what_crosses() -> None:
    assert seen([1, range(2), 3]) == [1, Opaque("range", "range(0, 2)"), 3]


class Hostile:
    """Everything that can be asked of it fails."""

    def __repr__(self) -> str:
        raise ValueError

    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


class Exits:
    def __repr__(self) -> str:
        raise SystemExit


class NamelessKind(type):
    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise RuntimeError


class Nameless(metaclass=NamelessKind):
    def __repr__(self) -> str:
        return "nameless"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Hostile(), Opaque("Hostile", "its repr raises ValueError")),
        (Exits(), Opaque("Exits", "its repr raises SystemExit")),
        (Nameless(), Opaque("Nameless", "nameless")),
    ],
    ids=["hostile", "exits", "nameless"],
)
def test_an_object_that_fails_whatever_is_asked_of_it_still_has_a_name(
    value: object, expected: Opaque
) -> None:
    assert seen(value) == expected


@pytest.mark.parametrize(
    "claimed", [list, dict, str, int, bool, float, bytes, torch.Tensor, np.ndarray, Opaque]
)
def test_an_object_that_lies_about_its_class_is_taken_for_what_it_is(claimed: type) -> None:
    class Liar:
        @property
        def __class__(self) -> type:  # type: ignore[override]
            return claimed

        def __repr__(self) -> str:
            return "liar"

    assert seen(Liar()) == Opaque("Liar", "liar")


def refuse(*args: object, **kwargs: object) -> object:
    raise RuntimeError("asked")


METHODS = [
    "__iter__", "__len__", "__getitem__", "__int__", "__index__", "__float__", "__str__", "__bool__",
    "__contains__", "__bytes__", "items", "keys", "values", "encode", "bit_length", "__eq__", "__reduce_ex__",
    "copy",
]  # fmt: skip


@pytest.mark.parametrize("value", [[1, 2], (1, 2), {"a": 1}, 5, 2**80, "text", 0.5, b"bytes"], ids=repr)
def test_a_subclass_that_redefines_everything_is_not_asked(value: Any) -> None:
    hostile = dict.fromkeys(METHODS, refuse) | {"__class__": property(refuse)}
    kind = type("Kind", (type(value),), hostile)
    assert same(crossed(kind(value)), value)


def test_a_tensor_class_that_redefines_everything_is_not_asked() -> None:
    names = [
        "detach",
        "cpu",
        "contiguous",
        "numpy",
        "shape",
        "dtype",
        "untyped_storage",
        "numel",
        "requires_grad",
    ]
    hostile = {name: property(refuse) for name in names} | {"__torch_function__": classmethod(refuse)}
    kind = type("Kind", (torch.Tensor,), hostile)
    assert same_tensor(torch.ones(2), crossed(torch.ones(2).as_subclass(kind)))


def test_an_array_class_that_redefines_everything_is_not_asked() -> None:
    names = ["dtype", "shape", "astype", "base", "__array_interface__", "size", "reshape"]
    hostile = {name: property(refuse) for name in names} | {"__array__": refuse, "__array_ufunc__": refuse}
    kind = type("Kind", (np.ndarray,), hostile)
    assert crossed(np.ones(2).view(kind)).tolist() == [1, 1]


def test_a_masked_array_crosses_as_its_numbers() -> None:
    assert crossed(np.ma.masked_array([1, 2], mask=[True, False])).tolist() == [1, 2]


# What would be too much


def test_a_list_that_holds_itself_is_followed_only_so_far() -> None:
    endless: list[object] = []
    endless.append(endless)
    depth, value = 0, seen(endless)
    while isinstance(value, list):
        depth, value = depth + 1, value[0]
    assert depth == MAX_DEPTH
    assert value.type_name == "list"


@pytest.mark.slow
def test_a_list_that_holds_itself_many_times_costs_bounded_time() -> None:
    endless: list[object] = []
    endless.extend([endless] * 1000)
    start = time.process_time()
    assert isinstance(seen(endless), list)
    assert time.process_time() - start < 10


def test_an_item_that_makes_its_list_longer_does_not_go_on_for_ever() -> None:
    class Growing:
        def __repr__(self) -> str:
            items.append(Growing())
            return "growing"

    items: list[object] = [Growing()]
    assert seen(items) == [Opaque("Growing", "growing")]


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: [None] * (MAX_ITEMS + 1), "too large"),
        (lambda: dict.fromkeys(range(MAX_ITEMS)), "too large"),
        (lambda: "é" * MAX_TEXT, "8,388,608 characters"),
        (lambda: bytes(MAX_TEXT + 1), "8,388,609 bytes"),
        (lambda: torch.zeros(1).expand(2 << 30), "8,589,934,592 bytes"),
        (lambda: np.broadcast_to(np.zeros(1), (2 << 30,)), "17,179,869,184 bytes"),
    ],
    ids=["items", "pairs", "characters", "bytes", "tensor", "array"],
)
def test_what_is_too_large_says_so(make: Callable[[], object], text: str) -> None:
    assert text in seen(make()).text


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        lambda: [1.5] * MAX_ITEMS,
        lambda: ["é" * 9] * MAX_ITEMS,
        lambda: [2**13_000] * MAX_ITEMS,
        lambda: [()] * MAX_ITEMS,
        lambda: [object()] * MAX_ITEMS,
        lambda: [torch.tensor(1.0)] * (MAX_ITEMS // 10),
        lambda: [np.zeros((1,) * 32)] * (MAX_ITEMS // 4),
        lambda: [np.zeros(1 << 26)] * 4,
    ],
    ids=["floats", "texts", "large ints", "tuples", "objects", "tensors", "ranks", "large arrays"],
)
def test_whatever_may_be_sent_can_be_read(make: Callable[[], list[object]]) -> None:
    value = make()
    assert len(seen(value)) == len(value)


# What arrives


@given(st.binary(max_size=300))
@settings(unhurried, max_examples=300)
def test_garbage_is_told_from_a_message(data: bytes) -> None:
    with pytest.raises((BadFrame, EOFError)):
        read_answer(io.BytesIO(data))


@given(st.binary(max_size=200))
@settings(unhurried, max_examples=300)
def test_garbage_of_the_length_it_says_is_told_from_a_message(data: bytes) -> None:
    with pytest.raises((BadFrame, EOFError)):
        read_answer(io.BytesIO(struct.pack("<Q", len(data)) + data))


SAMPLES = [
    frame([1, -2.5, "text", None, True, {"k": (b"x", 2**90)}, zip()]),
    frame((torch.arange(6.0).reshape(2, 3), np.arange(3, dtype="u1"), np.float32(1), torch.zeros(0))),
]


@given(st.data())
@settings(unhurried, max_examples=600)
def test_a_message_that_was_tampered_with_gives_a_value_or_the_documented_error(data: st.DataObject) -> None:
    message = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(message) - 1))
        piece = data.draw(st.binary(max_size=3))
        message[at : at + data.draw(st.integers(0, 3))] = piece
        if not message:
            return
    try:
        answer, buffers = read_answer(io.BytesIO(bytes(message)))
    except (BadFrame, EOFError):
        return
    if isinstance(answer, Sent):
        try:
            value = decode(answer.value, buffers)
        except ValueError:
            return
        repr(revive(value))


@given(st.data())
@unhurried
def test_a_message_that_breaks_off_is_the_end(data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(SAMPLES))
    with pytest.raises(EOFError):
        read_answer(io.BytesIO(message[: data.draw(st.integers(0, len(message) - 1))]))


def envelope(message: object, sizes: list[int], buffers: bytes = b"") -> bytes:
    """A frame as a process may make it up that has the protocol's description and no scruples."""
    inner = msgspec.msgpack.encode({"message": message, "sizes": sizes})
    return struct.pack("<Q", len(inner)) + inner + buffers


def sent(value: object, sizes: list[int] | None = None, buffers: bytes = b"") -> bytes:
    return envelope({"type": "sent", "value": value}, sizes or [], buffers)


def tensor(**fields: object) -> dict[str, object]:
    node = {"type": "tensor", "library": "torch", "dtype": "float32", "shape": [2], "buffer": 0}
    return node | fields


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = {"type": "list", "items": [value]}
    return value


def colliding(size: int) -> object:
    """A dict of so many keys, all with the same hash."""
    keys = [{"type": "int", "digits": hex(i * (2**61 - 1))} for i in range(size)]
    return {"type": "dict", "pairs": [[key, 0] for key in keys]}


def nested_bytes(depth: int) -> bytes:
    """The msgpack of lists in lists, deeper than Python could build them."""
    inner = b"\x91" * depth + b"\xc0"
    outer = b"\x82\xa7message" + inner + b"\xa5sizes\x90"
    return struct.pack("<Q", len(outer)) + outer


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<Q", MAX_ENVELOPE + 1),
        struct.pack("<Q", 2**64 - 1),
        envelope({"type": "loaded"}, [2**40]),
        envelope({"type": "loaded"}, [-1]),
        envelope({"type": "loaded"}, [2**63] * 4),
        envelope({"type": "loaded"}, [0] * MAX_ITEMS),
        envelope({"type": "load", "path": "/", "seed": 0, "seconds": 1}, []),
        envelope({"type": "unheard of"}, []),
        envelope({"type": "raised", "type_name": "E" * 1000, "message": ""}, []),
        envelope({"type": "raised", "type_name": "E", "message": "m" * 100_000}, []),
        envelope({"type": "raised", "type_name": "E", "message": "", "line": -1}, []),
        envelope({"type": "sent", "value": 1, "seconds": -1.0}, []),
        envelope({"type": "sent", "value": 1, "seconds": math.nan}, []),
        envelope({"type": "sent", "value": 1, "printed": "p" * 10_000}, []),
        sent({"type": "opaque", "type_name": "O" * 1000}),
        sent({"type": "int", "digits": "f" * 100_000}),
        nested_bytes(1_000_000),
    ],
    ids=[
        "length", "longest", "huge buffer", "negative buffer", "overflow", "many buffers", "request",
        "unknown", "long name", "long message", "line", "seconds", "nan seconds", "printed", "long opaque",
        "digits", "nesting",
    ],
)  # fmt: skip
def test_a_message_beyond_the_bounds_is_refused(data: bytes) -> None:
    with pytest.raises(BadFrame):
        read_answer(io.BytesIO(data))


@pytest.mark.parametrize(
    ("node", "size"),
    [
        (tensor(buffer=1), 8),
        (tensor(buffer=-1), 8),
        (tensor(shape=[3]), 8),
        (tensor(shape=[-2]), 8),
        (tensor(shape=[-1, -2]), 8),
        (tensor(shape=[1] * 60 + [2]), 8),
        (tensor(shape=[0, 2**62, 2**62]), 0),
        (tensor(shape=[2**63, 2]), 8),
        (tensor(dtype="float8"), 2),
        (tensor(dtype="__class__"), 2),
        (tensor(dtype="int32", requires_grad=True), 8),
        (tensor(dtype="bfloat16", library="numpy"), 4),
        (tensor(library="numpy scalar"), 8),
        ({"type": "int", "digits": "no digits"}, 0),
        (nested(300), 0),
        (colliding(9999), 0),
    ],
    ids=[
        "no buffer", "before the first", "too few", "negative", "negatives", "rank", "overflow", "huge",
        "dtype", "attribute", "gradients", "bfloat16", "scalar", "digits", "nesting", "colliding keys",
    ],
)  # fmt: skip
def test_a_value_that_contradicts_itself_is_refused(node: object, size: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the documented error
        received(sent(node, [size] if size else [], bytes(size)))


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        lambda: {"type": "list", "items": [None] * 20_000_000},
        lambda: {"type": "list", "items": [{"type": "list", "items": []}] * 2_000_000},
        lambda: colliding(400_000),
    ],
    ids=["nothings", "lists", "colliding keys"],
)
def test_a_value_made_to_be_slow_is_refused_in_time(make: Callable[[], object]) -> None:
    data = sent(make())
    start = time.process_time()
    with pytest.raises(ValueError):  # noqa: PT011
        received(data)
    assert time.process_time() - start < 10


texts = st.text(string.printable, max_size=20)
messages = st.one_of(
    st.just(Loaded()),
    st.builds(Raised, texts, texts, st.none() | st.integers(0, 99)),
    st.builds(Missing, texts),
    st.builds(Misfit, texts, texts, st.integers(0, 9), texts),
)


@given(messages)
@unhurried
def test_every_message_arrives_as_it_was_sent(message: Loaded | Raised | Missing | Misfit) -> None:
    stream = io.BytesIO()
    write_frame(stream, message)
    assert read_answer(io.BytesIO(stream.getvalue())) == (message, [])


@pytest.mark.parametrize("asked", [Load("/answer.py", 3, 1.5), Call("f", 1, 2, 0.5, None, "def f(): pass")])
def test_a_request_arrives_as_it_was_sent(asked: Load | Call) -> None:
    stream = io.BytesIO()
    write_frame(stream, asked)
    assert read_request(io.BytesIO(stream.getvalue())) == (asked, [])


class Drip(io.RawIOBase):
    """A stream that gives a byte at a time, as a slow pipe does."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._stream.readinto(memoryview(buffer)[:1])


def test_a_message_in_pieces_is_put_together() -> None:
    answer, buffers = read_answer(Drip(frame(torch.arange(4))))
    assert isinstance(answer, Sent)
    value = decode(answer.value, buffers)
    assert isinstance(value, TensorValue)
    assert value.numpy().tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("make", [lambda: zip(), lambda: [1, {2: zip()}]])
def test_what_crossed_can_cross_again(make: Callable[[], object]) -> None:
    once = seen(make())
    assert seen(once) == once
