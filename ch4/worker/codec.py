"""Plain data to bytes and back: all that ever crosses between the judge and the judged.

    encode(value)            → (node, buffers)     in the process that has the value
    decode(node, buffers)    → value               tensors as `TensorValue`, which needs no torch
    revive(value)            → value               tensors as real tensors and arrays

None, bool, int, float, str, bytes, list, tuple, dict, torch tensors and numpy arrays keep their type; a
subclass crosses as the one of these that it extends, a bytearray as bytes, and half a surrogate pair in a str
as `?`. Anything else crosses as an `Opaque`: its type's name and a short repr; so does what is too large. A
tensor's numbers travel beside the envelope, so that a hundred megabytes of images are never copied into it.

Both directions meet hostile values. Encoding runs beside an answer whose classes may redefine anything, so it
goes by `type()` and the built-in types' own methods. Decoding reads what such a process may have made up, so
each of its costs is bounded by the constants below. What `Encoder` lets through, `decode` accepts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

import msgspec

from ch4.worker.tensors import (
    MAX_BYTES,
    NotPlain,
    TensorNode,
    TensorValue,
    is_numpy,
    is_torch,
    lower,
    storage_address,
)

if TYPE_CHECKING:
    import numpy as np
    import torch

MAX_DEPTH = 48
MAX_ITEMS = 1_000_000
MAX_TEXT = 8 << 20
MAX_BITS = (
    14_000  # of an int: Python refuses to print many more, and whoever reads the report must be able to
)
_TENSOR_ITEMS = 8  # what a tensor counts as, for the size of its node
_ALIKE = 100  # keys of one dict with the same hash, before it is taken for an attempt to keep the judge busy
_REPR = 200
_NUMBERS = frozenset({bool, int, float})

_T = TypeVar("_T")
Short = Annotated[str, msgspec.Meta(max_length=_REPR)]


class Opaque(msgspec.Struct, frozen=True, tag="opaque"):
    """A value that may not cross: what is left of it is its type's name and a short repr."""

    type_name: Short
    text: Short = ""


# gc=False: nodes are trees, of up to a million; to have each looked at for cycles would take seconds.


class _List(msgspec.Struct, frozen=True, gc=False, tag="list"):
    items: list[Node]


class _Tuple(msgspec.Struct, frozen=True, gc=False, tag="tuple"):
    items: list[Node]


class _Dict(msgspec.Struct, frozen=True, gc=False, tag="dict"):
    pairs: list[tuple[Node, Node]]


class _Bytes(msgspec.Struct, frozen=True, gc=False, tag="bytes"):
    data: bytes


class _BigInt(msgspec.Struct, frozen=True, gc=False, tag="int"):
    digits: Annotated[str, msgspec.Meta(max_length=MAX_BITS // 4 + 4)]  # hexadecimal: it is beyond 64 bits


Node = bool | int | float | str | _Bytes | _List | _Tuple | _Dict | _BigInt | TensorNode | Opaque | None
Scalar: TypeAlias = bool | int | float | str | bytes | None
Value: TypeAlias = "Scalar | list[Value] | tuple[Value, ...] | dict[Value, Value] | TensorValue | Opaque"
Plain: TypeAlias = object
"""What a caller passes in: plain data, real tensors and arrays among it."""


class Encoder:
    """Turns values into nodes, gathering the tensors' buffers beside them.

    `storages` maps a storage's address to the number of the argument tensor that came with it.
    """

    def __init__(self, storages: dict[int, int] | None = None) -> None:
        self.buffers: list[memoryview] = []
        self._storages = storages or {}
        self._items = MAX_ITEMS
        self._text = MAX_TEXT
        self._bytes = MAX_BYTES

    def encode(self, value: Plain, depth: int = 0) -> Node:
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value  # type: ignore[return-value]
        if issubclass(kind, int):
            return self._integer(int.__int__(value))  # type: ignore[arg-type]
        if issubclass(kind, str):
            return self._string(str.__str__(value))
        if issubclass(kind, (bytes, bytearray)):
            return self._binary(value)  # type: ignore[arg-type]
        if issubclass(kind, (list, tuple, dict)):
            return self._container(value, depth)
        if is_torch(value) or is_numpy(value):
            return self._tensor(value)
        if issubclass(kind, float):  # after numpy, whose float64 is a float too
            return float.__float__(value)  # type: ignore[arg-type]
        if kind is TensorValue:
            return self._crossed(value)  # type: ignore[arg-type]
        return self._opaque(value if kind is Opaque else opaque(value))  # type: ignore[arg-type]

    def _container(self, value: Any, depth: int) -> Node:
        kind = type(value)
        base: Any = list if issubclass(kind, list) else tuple if issubclass(kind, tuple) else dict
        size = base.__len__(value) * (2 if base is dict else 1)
        if size > self._items or depth >= MAX_DEPTH:
            return self._opaque(Opaque(type_name(value), "too large or too deeply nested to look at"))
        self._items -= size
        # Copies: encoding an item may run its repr, which may change the container that it is in.
        if base is dict:
            pairs = list(dict.items(value))
            return _Dict([(self.encode(key, depth + 1), self.encode(item, depth + 1)) for key, item in pairs])
        items = [self.encode(item, depth + 1) for item in list(base.__iter__(value))]
        return _List(items) if base is list else _Tuple(items)

    def _tensor(self, tensor: Any) -> Node:
        try:
            if self._items < _TENSOR_ITEMS:
                raise NotPlain("one tensor too many to look at")
            node, data = lower(tensor, len(self.buffers), self._bytes)
            shares = self._storages.get(storage_address(tensor)) if data.nbytes and self._storages else None
        except NotPlain as error:
            return self._opaque(Opaque(type_name(tensor), str(error)[:_REPR]))
        except Exception:  # a subclass of the answer's own making
            return self._opaque(opaque(tensor))
        self._add(data)
        return msgspec.structs.replace(node, shares=shares)

    def _crossed(self, value: TensorValue) -> Node:
        node = TensorNode(
            value.library, value.dtype, value.shape, len(self.buffers), value.requires_grad, value.is_leaf
        )
        self._add(value.data)
        return node

    def _add(self, data: memoryview) -> None:
        self._items -= _TENSOR_ITEMS
        self._bytes -= data.nbytes
        self.buffers.append(data)

    def _integer(self, number: int) -> Node:
        if -(2**63) <= number < 2**63:
            return number
        if number.bit_length() > MAX_BITS or not self._has_room(MAX_BITS // 4):
            return self._opaque(Opaque("int", "an enormous number"))
        return _BigInt(hex(number))

    def _string(self, text: str) -> Node:
        data = b"" if text.isascii() else text.encode("utf-8", "replace")
        if not self._has_room(len(data) or len(text)):
            return self._opaque(Opaque("str", f"a text of {len(text):,} characters"))
        return data.decode() if data else text

    def _binary(self, value: bytes | bytearray) -> Node:
        base = bytes if issubclass(type(value), bytes) else bytearray
        if not self._has_room(size := base.__len__(value)):  # type: ignore[arg-type]
            return self._opaque(Opaque("bytes", f"{size:,} bytes"))
        return _Bytes(bytes(memoryview(value)))

    def _opaque(self, value: Opaque) -> Opaque:
        return value if self._has_room(len(value.type_name) + len(value.text)) else Opaque("object")

    def _has_room(self, size: int) -> bool:
        if size > self._text:
            return False
        self._text -= size
        return True


def opaque(value: object) -> Opaque:
    """What may be said of a value that may not cross. Its repr is the learner's code, so it may raise."""
    try:
        text = str.__str__(repr(value))[:_REPR].encode("utf-8", "replace").decode()
    except (Exception, SystemExit) as error:
        text = f"its repr raises {type_name(error)}"[:_REPR]
    return Opaque(type_name(value), text)


def type_name(value: object) -> str:
    """The name of a value's type, whatever its metaclass says."""
    name: str = type.__dict__["__name__"].__get__(type(value))
    return name[:_REPR].encode("utf-8", "replace").decode()


def decode(node: Node, buffers: list[memoryview]) -> Value:
    """The value of a node. Raises `ValueError` for what no `Encoder` makes."""
    return _Decoder(buffers).decode(node)


class _Decoder:
    def __init__(self, buffers: list[memoryview]) -> None:
        self._buffers = buffers
        self._items = MAX_ITEMS

    def decode(self, node: Node, depth: int = 0) -> Value:
        match node:
            case _List(items=items):
                return self._all(items, depth)
            case _Tuple(items=items):
                return tuple(self._all(items, depth))
            case _Dict(pairs=pairs):
                keys = [_key(key) for key in self._all([key for key, _ in pairs], depth)]
                _refuse_collisions(keys)
                return dict(zip(keys, self._all([item for _, item in pairs], depth), strict=True))
            case _Bytes(data=data):
                return data
            case _BigInt(digits=digits):
                return int(digits, 16)
            case TensorNode(buffer=number):
                if not 0 <= number < len(self._buffers):
                    raise ValueError("a tensor without its numbers")
                return TensorValue(node, self._buffers[number])
            case _:
                return node

    def _all(self, nodes: list[Node], depth: int) -> list[Value]:
        self._items -= len(nodes)
        if self._items < 0 or depth >= MAX_DEPTH:
            raise ValueError("more values, or more deeply nested ones, than may cross")
        # Most nodes are numbers, and there may be a million of them.
        return [node if type(node) in _NUMBERS else self.decode(node, depth + 1) for node in nodes]  # type: ignore[misc]


def _key(key: _T) -> _T | str:
    # Lists and arrays that came as keys cannot be hashed; their repr can.
    try:
        hash(key)
    except TypeError:
        return repr(key)
    return key


def _refuse_collisions(keys: list[Value]) -> None:
    """A hundred thousand numbers with one hash would keep the judge busy for minutes."""
    if len(keys) > _ALIKE and max(Counter(map(hash, keys)).values()) > _ALIKE:
        raise ValueError("a dict whose keys all have the same hash")


def revive(value: Value) -> object:
    """The same value with real tensors and arrays in it."""
    match value:
        case TensorValue():
            return value.revive()
        case list():
            return [revive(item) for item in value]
        case tuple():
            return tuple(revive(item) for item in value)
        case dict():
            return {_key(revive(key)): revive(item) for key, item in value.items()}
        case _:
            return value


def tensors_in(value: object) -> Iterator[torch.Tensor | np.ndarray | np.generic]:
    """The real tensors and arrays in plain data, in the order they stand there."""
    if is_torch(value) or is_numpy(value):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item)
