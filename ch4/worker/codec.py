"""Plain data to bytes and back: all that ever crosses between the judge and the judged.

    encode(value)            → (node, buffers)     in the process that has the value
    decode(node, buffers)    → value               tensors as `TensorValue`, which needs no torch
    revive(value)            → value               tensors as real tensors and arrays

None, bool, int, float, str, bytes, list, tuple, dict, torch tensors and numpy arrays keep their type.
Anything else crosses as an `Opaque`: its type's name and a short repr. A tensor's numbers travel beside the
envelope as raw little-endian bytes, so that a hundred megabytes of images are never copied into a message.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeGuard

import msgspec

if TYPE_CHECKING:
    import numpy as np
    import torch

MAX_DEPTH = 48
MAX_ITEMS = 1_000_000
MAX_TEXT = 1_000_000
_REPR = 200

# Types that both libraries can hold as plain numbers; bfloat16 has no numpy form and is widened when read.
_ITEMSIZE = {
    "bool": 1, "uint8": 1, "int8": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "int64": 8,
    "uint64": 8,
    "float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip


class Opaque(msgspec.Struct, frozen=True, tag="opaque"):
    """A value that may not cross: what is left of it is its type's name and a short repr."""

    type_name: str
    text: str = ""


class _List(msgspec.Struct, frozen=True, tag="list"):
    items: list[Node]


class _Tuple(msgspec.Struct, frozen=True, tag="tuple"):
    items: list[Node]


class _Dict(msgspec.Struct, frozen=True, tag="dict"):
    pairs: list[tuple[Node, Node]]


class _Bytes(msgspec.Struct, frozen=True, tag="bytes"):
    data: bytes


class _BigInt(msgspec.Struct, frozen=True, tag="int"):
    digits: str  # hexadecimal: beyond the 64 bits of a msgpack integer


class _Tensor(msgspec.Struct, frozen=True, tag="tensor"):
    library: Literal["torch", "numpy", "numpy scalar"]
    dtype: str
    shape: tuple[int, ...]
    buffer: int
    requires_grad: bool = False
    is_leaf: bool = True
    device: str = "cpu"
    shares: int | None = None


Node = bool | int | float | str | _Bytes | _List | _Tuple | _Dict | _BigInt | _Tensor | Opaque | None


class TensorValue:
    """A tensor or an array that crossed, not yet revived: comparing it needs no torch.

    `shares` is the number of the argument tensor (in the order they were passed) whose storage it shares.
    """

    __slots__ = ("data", "device", "dtype", "is_leaf", "library", "requires_grad", "shape", "shares")

    def __init__(self, node: _Tensor, data: memoryview) -> None:
        self.library = node.library
        self.dtype = node.dtype
        self.shape = node.shape
        self.data = data
        self.requires_grad = node.requires_grad
        self.is_leaf = node.is_leaf
        self.device = node.device
        self.shares = node.shares

    def numpy(self) -> np.ndarray:
        """Its numbers; bfloat16 becomes float32, which holds each of them exactly."""
        import numpy as np

        if self.dtype == "bfloat16":
            bits = np.frombuffer(self.data, dtype=np.uint16).astype(np.uint32) << 16
            return bits.view(np.float32).reshape(self.shape)
        return np.frombuffer(self.data, dtype=np.dtype(self.dtype)).reshape(self.shape)

    def revive(self) -> torch.Tensor | np.ndarray | np.generic:
        """A real tensor or array that owns its memory."""
        if self.library != "torch":
            array = self.numpy().copy()
            return array[()] if self.library == "numpy scalar" else array
        import torch

        dtype: torch.dtype = getattr(torch, self.dtype)
        # A bytearray from the channel is ours alone; bytes are shared with nobody who may write, so copy.
        data = self.data if not self.data.readonly else memoryview(bytearray(self.data))
        if math.prod(self.shape):
            tensor = torch.frombuffer(data, dtype=dtype).reshape(self.shape)
        else:
            tensor = torch.empty(self.shape, dtype=dtype)
        return tensor.requires_grad_(self.requires_grad) if self.requires_grad else tensor

    def __repr__(self) -> str:
        return f"TensorValue({self.library}, {self.dtype}, {list(self.shape)})"


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
        self._items = 0

    def encode(self, value: Plain, depth: int = 0) -> Node:
        self._items += 1
        if self._items > MAX_ITEMS or depth > MAX_DEPTH:
            return Opaque(type(value).__name__, "too large or too deeply nested to look at")
        match value:
            case None | bool():
                return value
            case Opaque():
                return value
            case int():
                return _integer(int(value))
            case float():
                return float(value) if not _is_numpy(value) else self._array(value)
            case str():
                return str.__str__(value)[:MAX_TEXT].encode("utf-8", "replace").decode()
            case bytes() | bytearray():
                return _Bytes(bytes(value[:MAX_TEXT]))
            case list():
                return _List([self.encode(item, depth + 1) for item in list.__iter__(value)])
            case tuple():
                return _Tuple([self.encode(item, depth + 1) for item in tuple.__iter__(value)])
            case dict():
                pairs = dict.items(value)
                return _Dict([(self.encode(k, depth + 1), self.encode(v, depth + 1)) for k, v in pairs])
            case TensorValue():
                return self._crossed(value)
        if _is_torch(value):
            return self._tensor(value)
        if _is_numpy(value):
            return self._array(value)
        return opaque(value)

    def _crossed(self, value: TensorValue) -> Node:
        return _Tensor(
            value.library, value.dtype, value.shape, self._add(value.data), value.requires_grad, value.is_leaf
        )

    def _tensor(self, tensor: torch.Tensor) -> Node:
        import torch

        dtype = str(tensor.dtype).removeprefix("torch.")
        if dtype not in _ITEMSIZE or tensor.layout is not torch.strided or tensor.is_meta or tensor.is_nested:
            return Opaque("Tensor", f"a {tensor.layout} tensor of {tensor.dtype}")
        plain = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
        raw = plain.reshape(-1).view(torch.uint8) if plain.numel() else torch.empty(0, dtype=torch.uint8)
        return _Tensor(
            "torch",
            dtype,
            tuple(tensor.shape),
            self._add(raw.numpy().data),
            tensor.requires_grad,
            tensor.is_leaf,
            tensor.device.type,
            self._storages.get(tensor.untyped_storage().data_ptr()) if tensor.numel() else None,
        )

    def _array(self, array: Any) -> Node:
        import numpy as np

        plain = np.array(array, order="C", copy=None)
        plain = plain.astype(plain.dtype.newbyteorder("="), copy=False)
        if plain.dtype.name not in _ITEMSIZE:
            return Opaque(type(array).__name__, f"an array of {plain.dtype.name}")
        library: Literal["numpy", "numpy scalar"] = (
            "numpy scalar" if isinstance(array, np.generic) else "numpy"
        )
        raw = np.ascontiguousarray(plain.reshape(-1)).view(np.uint8)
        address = plain.__array_interface__["data"][0] if plain.size else 0
        return _Tensor(
            library, plain.dtype.name, plain.shape, self._add(raw.data), shares=self._storages.get(address)
        )

    def _add(self, data: memoryview) -> int:
        self.buffers.append(data.cast("B") if data.nbytes else memoryview(b""))
        return len(self.buffers) - 1


def _integer(number: int) -> Node:
    if -(2**63) <= number < 2**63:
        return number
    return _BigInt(hex(number)) if number.bit_length() < MAX_TEXT else Opaque("int", "an enormous number")


def opaque(value: object) -> Opaque:
    """What may be said of a value that may not cross. Its repr is the learner's code, so it may raise."""
    try:
        text = repr(value)[:_REPR].encode("utf-8", "replace").decode()
    except Exception as error:
        text = f"its repr raises {type(error).__name__}"
    return Opaque(type(value).__name__[:_REPR], text)


def decode(node: Node, buffers: list[memoryview]) -> Value:
    """The value of a node. Raises `ValueError` where a tensor's bytes do not fit its shape and dtype."""
    match node:
        case _List(items=items):
            return [decode(item, buffers) for item in items]
        case _Tuple(items=items):
            return tuple(decode(item, buffers) for item in items)
        case _Dict(pairs=pairs):
            return {_key(decode(key, buffers)): decode(value, buffers) for key, value in pairs}
        case _Bytes(data=data):
            return data
        case _BigInt(digits=digits):
            return int(digits, 16)
        case _Tensor():
            return _checked(node, buffers)
        case _:
            return node


def _checked(node: _Tensor, buffers: list[memoryview]) -> TensorValue:
    if (
        not 0 <= node.buffer < len(buffers)
        or any(size < 0 for size in node.shape)
        or node.dtype not in _ITEMSIZE
    ):
        raise ValueError("a tensor without its numbers")
    data = buffers[node.buffer]
    if math.prod(node.shape) * _ITEMSIZE[node.dtype] != data.nbytes:
        raise ValueError("a tensor whose numbers do not fit its shape")
    return TensorValue(node, data)


def _key(key: Value) -> Value:
    # Lists and tensors that came as keys cannot be hashed by their value here; their repr can.
    try:
        hash(key)
    except TypeError:
        return repr(key)
    return key


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
            return {revive(key): revive(item) for key, item in value.items()}
        case _:
            return value


def tensors_in(value: object) -> Iterator[torch.Tensor | np.ndarray | np.generic]:
    """The real tensors and arrays in plain data, in the order they stand there."""
    if _is_torch(value) or _is_numpy(value):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item)


def storage_address(tensor: torch.Tensor | np.ndarray | np.generic) -> int:
    """Where a tensor's numbers lie in memory; 0 when it has none."""
    if _is_torch(tensor):
        return tensor.untyped_storage().data_ptr() if tensor.numel() else 0
    return int(tensor.__array_interface__["data"][0]) if _is_numpy(tensor) and tensor.size else 0


# A module that nobody imported has no instances, and importing it to ask would cost seconds.


def _is_torch(value: object) -> TypeGuard[torch.Tensor]:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def _is_numpy(value: object) -> TypeGuard[np.ndarray | np.generic]:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic))
