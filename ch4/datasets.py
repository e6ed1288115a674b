"""MNIST for graders, the MNIST_SAMPLE folder layout, and digits to use where there is no MNIST.

    mnist()                          CH4_DATA, else the cache, else the built-in digits; never the network
    mnist(Path("/data"))             /data/MNIST/raw/*-ubyte, or MachineFault
    source()                         where mnist() would read, in one phrase, without reading it all
    download()                       fill the cache (torchvision, with its progress bar and checksums)
    write_sample(Path("sample"))     train/3/*.png, train/7/*.png, valid/…, labels.csv

The files are read straight with numpy: that takes milliseconds and works where torchvision does not import.
They are IDX files, a big-endian header and then plain bytes, as "The MNIST database of handwritten digits"
(Y. LeCun, C. Cortes, C. J. C. Burges, http://yann.lecun.com/exdb/mnist/) lays down: two zero bytes, the type
(8: uint8), the number of dimensions, each dimension as an int32, the values.
"""

from __future__ import annotations

import csv
import hashlib
import http.client
import os
import re
import socket
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import platformdirs

from ch4.drawn_digits import Images, Labels, drawn
from ch4.errors import MachineFault, WrongUsage

RAW_MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
"""MNIST's four raw files and the MD5 of each as published."""

_TRAIN, _TEST = 12_000, 2_000
"""How many of the built-in digits are for learning, and for testing."""


@dataclass(frozen=True)
class Digits:
    """Images of digits, to learn from and to be tested on. The arrays are the caller's own."""

    train_images: Images
    train_labels: Labels
    test_images: Images
    test_labels: Labels
    source: str
    """Where they come from, in one phrase for people."""
    is_real: bool
    """MNIST's files, rather than the built-in digits."""


@dataclass(frozen=True)
class Place:
    """A folder where MNIST is looked for, laid out as torchvision does, and what people know it as."""

    name: str
    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "MNIST" / "raw"

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the raw files that are not there."""
        return tuple(name for name in RAW_MD5 if not (self.raw / name).is_file())


@dataclass(frozen=True)
class RawFile:
    """What became of one raw file: its size in bytes (None: not there), and whether its checksum is right."""

    path: Path
    size: int | None
    intact: bool


def cache() -> Place:
    """The user's own folder, which `download` fills."""
    return Place("the cache", platformdirs.user_cache_path("ch4") / "data")


def places() -> tuple[Place, ...]:
    """Where MNIST may be, in order. The first decides: a CH4_DATA without MNIST is an error."""
    named = os.environ.get("CH4_DATA")
    return (Place("CH4_DATA", Path(named).expanduser()), cache()) if named else (cache(),)


def mnist(root: Path | None = None) -> Digits:
    """MNIST from `root`, else from the folder that CH4_DATA names, else the cache, else the built-in digits.

    Raises `MachineFault`, naming the file and the cure, where a file is cut short, is no IDX file, or is
    missing from a folder that was asked for.
    """
    place = _choose(root)
    if place is None:
        return _built_in()
    train_images, train_labels = _read_pair(place, "train")
    test_images, test_labels = _read_pair(place, "t10k")
    phrase = _phrase(place, len(train_images), len(test_images))
    return Digits(train_images, train_labels, test_images, test_labels, source=phrase, is_real=True)


def source(root: Path | None = None) -> str:
    """The `source` of the digits that `mnist(root)` would give; reads headers only, and raises as it does."""
    place = _choose(root)
    if place is None:
        return _built_in_phrase()
    train, test = (_idx_shape(place.raw / f"{part}-images-idx3-ubyte")[0] for part in ("train", "t10k"))
    return _phrase(place, train, test)


def _built_in() -> Digits:
    images, labels = drawn(_TRAIN + _TEST, cache().root)
    learn, test = slice(None, _TRAIN), slice(_TRAIN, None)
    arrays = (images[learn].copy(), labels[learn].copy(), images[test].copy(), labels[test].copy())
    return Digits(*arrays, source=_built_in_phrase(), is_real=False)


def _built_in_phrase() -> str:
    return (
        f"built-in digits ({_TRAIN + _TEST:,} images): no MNIST here; set CH4_DATA or run `ch4 data download`"
    )


def verify(place: Place) -> tuple[RawFile, ...]:
    """The four raw files of `place`, each with its size and whether its MD5 is the published one."""
    return tuple(_verify(place.raw / name, md5) for name, md5 in RAW_MD5.items())


def _verify(path: Path, md5: str) -> RawFile:
    try:
        content = path.read_bytes()
    except OSError:
        return RawFile(path, None, False)
    return RawFile(path, len(content), hashlib.md5(content, usedforsecurity=False).hexdigest() == md5)


def _phrase(place: Place, train: int, test: int) -> str:
    return f"MNIST ({train:,} + {test:,} images) in {place.root}"


def _choose(root: Path | None) -> Place | None:
    """The first place that is meant to hold MNIST; None for the built-in digits."""
    place = Place("the folder", root) if root is not None else places()[0]
    if place == cache() and len(place.missing) == len(RAW_MD5):
        return None
    if place.missing:
        raise MachineFault(
            f"{place.name} is {place.root}, but there is no {place.raw / place.missing[0]}",
            todo="it should be the folder that holds MNIST/raw with the four unpacked MNIST files;"
            f" `ch4 data download --root {place.root}` fetches them",
        )
    return place


def _read_pair(place: Place, part: str) -> tuple[Images, Labels]:
    images_file, labels_file = (
        place.raw / f"{part}-images-idx3-ubyte",
        place.raw / f"{part}-labels-idx1-ubyte",
    )
    images, labels = _read_idx(images_file), _read_idx(labels_file)
    if images.shape != (len(labels), 28, 28):
        raise _unfit(images_file, f"holds {images.shape} where {len(labels):,} images of 28×28 should be")
    if len(labels) == 0 or labels.max() > 9:
        raise _unfit(labels_file, "does not hold labels from 0 to 9")
    return images, labels.astype(np.int64)


def _read_idx(path: Path) -> npt.NDArray[np.uint8]:
    shape = _idx_shape(path)
    return np.fromfile(path, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def _idx_shape(path: Path) -> tuple[int, ...]:
    """The dimensions in an IDX file's header, once the file's size has been found to agree with them."""
    dimensions = 3 if "idx3" in path.name else 1
    try:
        with path.open("rb") as file:
            header = file.read(4 + 4 * dimensions)
        size = path.stat().st_size
    except OSError as error:
        raise _unfit(path, f"cannot be read ({error.strerror})") from error
    if header[:4] != bytes([0, 0, 8, dimensions]):
        packed = "is still gzip-packed" if header[:2] == b"\x1f\x8b" else "is not one of MNIST's files"
        raise _unfit(path, packed if header else "is empty")
    shape = tuple(int(n) for n in np.frombuffer(header[4 : len(header) // 4 * 4], ">i4"))
    expected = len(header) + int(np.prod(shape, dtype=np.int64))
    if len(shape) < dimensions or size < expected:
        raise _unfit(path, f"is cut short ({size:,} of {expected:,} bytes)")
    if size > expected:
        raise _unfit(path, f"is too long ({size:,} bytes where {expected:,} should be)")
    return shape


def _unfit(path: Path, why: str) -> MachineFault:
    root = path.parents[2]
    return MachineFault(
        f"{path} {why}", todo=f"delete it and run `ch4 data download --root {root}`, or copy it there again"
    )


def download(root: Path | None = None) -> Path:
    """Fetch MNIST with `torchvision.datasets.MNIST` into `root` (else the first of `places()`); the root.

    Whole or not at all: files appear there only once their checksums are right. What is whole already is not
    fetched again. Raises `MachineFault` with no network, no room, or a torchvision that does not import.
    """
    place = Place("the folder", root) if root is not None else places()[0]
    if all(file.intact for file in verify(place)):
        return place.root
    try:
        from torchvision.datasets import MNIST
    except Exception as error:  # a mismatched torch makes this any exception, RuntimeError most often
        raise MachineFault(
            f"torchvision, which downloads MNIST, does not import ({str(error).splitlines()[0]})",
            todo="reinstall the pair from one index, `pip install --force-reinstall torch torchvision`;"
            " `ch4 doctor` says more",
        ) from error
    try:
        place.root.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=place.root, prefix=".download-") as partial,
            _impatient_sockets(),
        ):
            MNIST(partial, download=True)
            fetched = Place("the download", Path(partial))
            if not all(file.intact for file in verify(fetched)):
                raise RuntimeError("what arrived is not MNIST as published")
            place.raw.mkdir(parents=True, exist_ok=True)
            for name in RAW_MD5:
                (fetched.raw / name).replace(place.raw / name)
    except PermissionError as error:
        raise MachineFault(
            f"{place.root} cannot be written", todo="name another folder with --root"
        ) from error
    except (RuntimeError, OSError, EOFError, http.client.HTTPException, zlib.error) as error:
        raise MachineFault(
            f"MNIST could not be downloaded ({_first_cause(error)})",
            todo=f"try again with a network, or copy the four unpacked files to {place.raw}, or set CH4_DATA"
            " to a folder that has them in MNIST/raw; until then checks use the built-in digits",
        ) from error
    return place.root


@contextmanager
def _impatient_sockets(seconds: float = 5.0) -> Iterator[None]:
    """urllib, as torchvision calls it, waits for ever where a firewall drops its packets."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _first_cause(error: Exception) -> str:
    """`Name or service not known` out of torchvision's several lines about each mirror."""
    told = re.search(r"got:\n(.+)", str(error))
    text = (told[1] if told else str(error)) or type(error).__name__
    return re.sub(r"^<urlopen error (?:\[Errno -?\d+\] )?(.*)>$", r"\1", text.splitlines()[0])


def write_sample(folder: Path, digits: tuple[int, ...] = (3, 7), limit: int | None = None) -> int:
    """Write some of `mnist()`'s digits as PNG files, laid out as fast.ai's MNIST_SAMPLE; how many.

        folder/train/3/10.png    training images, named by their place in the training set
        folder/valid/7/0.png     test images
        folder/labels.csv        name,label: `train/3/10.png,0`; the label counts `digits` in order, from 0

    At most `limit` images of each digit in each of train and valid. Raises `WrongUsage` unless `folder` is
    new or empty; it is filled whole or not at all.
    """
    from PIL import Image

    if not digits or len(set(digits)) < len(digits) or not set(digits) <= set(range(10)):
        raise WrongUsage(f"digits {digits}", todo="name some of 0 to 9, each once")
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise WrongUsage(f"{folder} is not empty", todo="name a new or an empty folder")
    found = mnist()
    parts = {
        "train": (found.train_images, found.train_labels),
        "valid": (found.test_images, found.test_labels),
    }
    rows: list[tuple[str, int]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as partial:
            for part, (images, labels) in parts.items():
                for label, digit in enumerate(digits):
                    (Path(partial) / part / str(digit)).mkdir(parents=True)
                    for index in np.flatnonzero(labels == digit)[:limit]:
                        rows.append((f"{part}/{digit}/{index}.png", label))
                        Image.fromarray(images[index]).save(Path(partial, rows[-1][0]))
            with Path(partial, "labels.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file, lineterminator="\n").writerows([("name", "label"), *rows])
            for made in sorted(Path(partial).iterdir(), reverse=True):
                made.replace(folder / made.name)
    except OSError as error:
        raise MachineFault(
            f"{folder} cannot be written ({error.strerror})", todo="name another folder"
        ) from error
    return len(rows)
