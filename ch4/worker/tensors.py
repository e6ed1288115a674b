"""Tensors and arrays as raw little-endian bytes, and back; neither library is imported only to ask.

lower(tensor)            → (TensorNode, bytes)     in the process that has the tensor
TensorValue(node, data)  → what crossed            compared with no torch
TensorValue.revive()     → a real tensor or array
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeGuard

import msgspec

if TYPE_CHECKING:
    import numpy as np
    import torch

MAX_BYTES = 1 << 30
MAX_RANK = 32  # numpy's own bound before version 2

# Types that both libraries can hold as plain numbers; bfloat16 has no numpy form and is widened when read.
_ITEMSIZE = {
    "bool": 1, "uint8": 1, "int8": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "int64": 8,
    "uint64": 8,
    "float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip
_DIFFERENTIABLE = ("float", "bfloat", "complex")

Library = Literal["torch", "numpy", "numpy scalar"]


class TensorNode(msgspec.Struct, frozen=True, tag="tensor", omit_defaults=True):
    """All of a tensor but its numbers, which are in the buffer of that number."""

    library: Library
    dtype: str
    shape: tuple[int, ...]
    buffer: int
    requires_grad: bool = False
    is_leaf: bool = True
    device: Annotated[str, msgspec.Meta(max_length=20)] = "cpu"
    shares: int | None = None


class TensorValue:
    """A tensor or an array that crossed, not yet revived: comparing it needs no torch.

    `shares` is the number of the argument tensor (in the order they were passed) whose storage it shares.
    Raises `ValueError` where the bytes do not fit the shape and the dtype: whoever sent them may lie.
    """

    __slots__ = ("data", "device", "dtype", "is_leaf", "library", "requires_grad", "shape", "shares")

    def __init__(self, node: TensorNode, data: memoryview) -> None:
        if not _is_plain(node.dtype, node.shape) or data.nbytes != _nbytes(node.dtype, node.shape):
            raise ValueError("a tensor whose numbers do not fit its shape")
        if node.requires_grad and not node.dtype.startswith(_DIFFERENTIABLE):
            raise ValueError("a tensor with gradients of whole numbers")
        if node.library != "torch" and node.dtype == "bfloat16":
            raise ValueError("an array of numbers that numpy does not have")
        if node.library == "numpy scalar" and node.shape:
            raise ValueError("one number that has axes")
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


def _is_plain(dtype: str, shape: tuple[int, ...]) -> bool:
    """Whether both libraries can hold it. Axes beside an empty one count: their product must not overflow."""
    return (
        dtype in _ITEMSIZE
        and len(shape) <= MAX_RANK
        and all(size >= 0 for size in shape)
        and math.prod(size or 1 for size in shape) * _ITEMSIZE[dtype] < 1 << 62
    )


def _nbytes(dtype: str, shape: tuple[int, ...]) -> int:
    return math.prod(shape) * _ITEMSIZE[dtype]


class NotPlain(Exception):
    """A tensor that may not cross; its message says what it is."""


def lower(tensor: Any, buffer: int, room: int) -> tuple[TensorNode, memoryview]:
    """A tensor's node and its bytes. Raises `NotPlain` where these are not plain numbers, or above `room`.

    Its class may be the answer's own and redefine every method, so only the libraries' own are used. Whatever
    else such a class manages to raise is raised.
    """
    return _lower_torch(tensor, buffer, room) if is_torch(tensor) else _lower_numpy(tensor, buffer, room)


def _lower_torch(tensor: torch.Tensor, buffer: int, room: int) -> tuple[TensorNode, memoryview]:
    import torch

    base: Any = torch.Tensor
    with torch._C.DisableTorchFunctionSubclass():
        requires_grad = base.requires_grad.__get__(tensor)
        is_leaf = base.is_leaf.__get__(tensor)
        own = base.detach(tensor)
        own = own if type(own) is base else base.as_subclass(own, base)
        dtype, shape = str(own.dtype).removeprefix("torch."), tuple(own.shape)
        if own.layout is not torch.strided or own.is_meta or own.is_nested or not _is_plain(dtype, shape):
            raise NotPlain(f"a {own.layout} tensor of {own.dtype} and shape {list(shape[:MAX_RANK])}")
        # Before it is made contiguous: an expanded tensor may say a thousand times what it holds.
        if (nbytes := _nbytes(dtype, shape)) > room:
            raise NotPlain(f"a tensor of {nbytes:,} bytes")
        plain = own.cpu().resolve_conj().resolve_neg().contiguous()
        # Dense, whatever stride an axis of length one claims (0 in `torch.from_numpy(array[:, None])`).
        dense = plain.as_strided((plain.numel(),), (1,))
        raw = dense.view(torch.uint8) if plain.numel() else torch.empty(0, dtype=torch.uint8)
        node = TensorNode("torch", dtype, shape, buffer, requires_grad, is_leaf, own.device.type)
        return node, _bytes(raw.numpy().data)


def _lower_numpy(array: Any, buffer: int, room: int) -> tuple[TensorNode, memoryview]:
    import numpy as np

    library: Library = "numpy scalar" if issubclass(type(array), np.generic) else "numpy"
    # asarray() leaves the answer's subclass behind; the order is made C's below.
    plain = np.asarray(array)
    dtype, shape = plain.dtype.name, plain.shape
    if not _is_plain(dtype, shape) or dtype == "bfloat16":
        raise NotPlain(f"an array of {dtype} and shape {list(shape[:MAX_RANK])}")
    if (nbytes := _nbytes(dtype, shape)) > room:
        raise NotPlain(f"an array of {nbytes:,} bytes")
    little = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
    raw = np.ascontiguousarray(little).reshape(-1).view(np.uint8)
    return TensorNode(library, dtype, shape, buffer), _bytes(raw.data)


def _bytes(data: memoryview) -> memoryview:
    return data.cast("B") if data.nbytes else memoryview(b"")


def storage_address(tensor: torch.Tensor | np.ndarray | np.generic) -> int:
    """Where the storage lies in memory that a tensor, an array or a view of one looks at; 0: nowhere."""
    if is_torch(tensor):
        import torch

        storage = torch.Tensor.untyped_storage(tensor)
        return storage.data_ptr() if storage.nbytes() else 0
    import numpy as np

    array: Any = np.ndarray
    if not issubclass(type(tensor), array):
        return 0
    owner: Any = tensor
    while issubclass(type(base := array.base.__get__(owner)), array):
        owner = base
    place: dict[str, Any] = array.__array_interface__.__get__(owner)
    return int(place["data"][0]) if all(place["shape"]) else 0


# A module that nobody imported has no instances, and importing it to ask would cost seconds. By `type()`,
# never `isinstance`: that asks the value's `__class__`, which may be the answer's code.


def is_torch(value: object) -> TypeGuard[torch.Tensor]:
    torch = sys.modules.get("torch")
    return torch is not None and issubclass(type(value), torch.Tensor)


def is_numpy(value: object) -> TypeGuard[np.ndarray | np.generic]:
    numpy = sys.modules.get("numpy")
    return numpy is not None and issubclass(type(value), (numpy.ndarray, numpy.generic))
