"""Messages between the judge and the worker, and how they travel: one envelope, then raw buffers.

    frame = length of the envelope (8 bytes, little-endian) · envelope (msgpack) · buffers, one after another

The envelope is msgspec's msgpack of a `_Envelope`: the message, and the size in bytes of each buffer that
follows. Sizes are checked before anything is read. msgpack: https://github.com/msgpack/msgpack/blob/master/spec.md
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Annotated, BinaryIO

import msgspec

from ch4.worker.codec import MAX_ITEMS, Node, Short
from ch4.worker.outcome import Misfit, Missing, Raised
from ch4.worker.tensors import MAX_BYTES

MAX_ENVELOPE = 64 << 20
_MAX_BUFFERS = MAX_ITEMS // 4  # each costs the reader an object, be it empty

_LENGTH = struct.Struct("<Q")


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Run the answer's file."""

    path: str
    seed: int
    seconds: float


class Call(msgspec.Struct, frozen=True, tag="call"):
    """Call one function of the answer, or `probe`, a grader's function shipped as source."""

    name: Short
    args: Node
    kwargs: Node
    seconds: float
    seed: int | None = None  # None: go on with the generators as they are
    probe: str | None = None


class Loaded(msgspec.Struct, frozen=True, tag="loaded"):
    """The answer's file ran to its end."""


class Unable(msgspec.Struct, frozen=True, tag="unable"):
    """This machine cannot run a worker: said before the answer is met, or not at all."""

    reason: str


class Sent(msgspec.Struct, frozen=True, tag="sent"):
    """What the call returned, on its way to become a `Returned`."""

    value: Node
    changed: list[tuple[int, Node]] = []
    printed: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    seconds: Annotated[float, msgspec.Meta(ge=0, le=1e9)] = 0.0


Request = Load | Call
Answer = Loaded | Unable | Sent | Raised | Missing | Misfit


class _Envelope(msgspec.Struct, frozen=True):
    message: msgspec.Raw
    sizes: Annotated[list[int], msgspec.Meta(max_length=_MAX_BUFFERS)]


class BadFrame(ValueError):
    """Bytes that are no message of this protocol, or one that is too large."""


def write_frame(stream: BinaryIO, message: Request | Answer, buffers: Sequence[memoryview] = ()) -> None:
    raw = msgspec.Raw(msgspec.msgpack.encode(message))
    envelope = msgspec.msgpack.encode(_Envelope(raw, [buffer.nbytes for buffer in buffers]))
    stream.write(_LENGTH.pack(len(envelope)) + envelope)
    for buffer in buffers:
        stream.write(buffer)
    stream.flush()


def read_request(stream: BinaryIO) -> tuple[Request, list[memoryview]]:
    """The judge's next message. Raises `EOFError` when the judge has left."""
    message, buffers = _read(stream)
    return msgspec.msgpack.decode(message, type=Request), buffers


def read_answer(stream: BinaryIO) -> tuple[Answer, list[memoryview]]:
    """The worker's next message, from a process not to be trusted.

    Raises `EOFError` when it has left, `BadFrame` for anything but a message, `OSError` as the stream does.
    """
    try:
        message, buffers = _read(stream)
        return msgspec.msgpack.decode(message, type=Answer), buffers
    except (msgspec.MsgspecError, ValueError, RecursionError, MemoryError) as error:
        raise BadFrame(str(error) or type(error).__name__) from error


def _read(stream: BinaryIO) -> tuple[msgspec.Raw, list[memoryview]]:
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > MAX_ENVELOPE:
        raise BadFrame("an envelope that is too large")
    envelope = msgspec.msgpack.decode(_exactly(stream, length), type=_Envelope)
    if any(size < 0 for size in envelope.sizes) or sum(envelope.sizes) > MAX_BYTES:
        raise BadFrame("tensors that are too large")
    return envelope.message, [_exactly(stream, size) for size in envelope.sizes]


def _exactly(stream: BinaryIO, size: int) -> memoryview:
    # One allocation, filled in place: a copy of the training images would cost its size again.
    data = memoryview(bytearray(size))
    filled = 0
    while filled < size:
        count = stream.readinto(data[filled:])  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        filled += count
    return data
