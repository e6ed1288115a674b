"""MNIST as graders get it, the built-in digits, and the MNIST_SAMPLE folder."""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ch4 import datasets, drawn_digits
from ch4.errors import MachineFault, WrongUsage

REAL_MNIST = Path(os.environ.get("CH4_DATA", ""))
needs_mnist = pytest.mark.skipif(
    not os.environ.get("CH4_DATA"), reason="CH4_DATA names no folder with MNIST on this machine"
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and no CH4_DATA."""
    monkeypatch.delenv("CH4_DATA", raising=False)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "cache" / name)
    return datasets.cache().root


def idx(array: np.ndarray) -> bytes:
    """An IDX file's bytes, written by the format's description."""
    return (
        struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
        + array.astype(np.uint8).tobytes()
    )


def write_mnist(root: Path, *, train: int = 12, test: int = 6) -> Path:
    """A small MNIST: image i is filled with i, its label is i % 10."""
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for part, count in (("train", train), ("t10k", test)):
        numbers = np.arange(count)
        (raw / f"{part}-images-idx3-ubyte").write_bytes(idx(np.tile(numbers[:, None, None], (1, 28, 28))))
        (raw / f"{part}-labels-idx1-ubyte").write_bytes(idx(numbers % 10))
    return raw


def test_the_folder_that_ch4_data_names_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_mnist(tmp_path)
    monkeypatch.setenv("CH4_DATA", str(tmp_path))
    digits = datasets.mnist()
    assert digits.train_images.shape == (12, 28, 28)
    assert digits.train_images.dtype == np.uint8
    assert digits.train_images[7].tolist() == [[7] * 28] * 28
    assert digits.train_labels.dtype == np.int64
    assert digits.train_labels.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]
    assert digits.test_labels.tolist() == [0, 1, 2, 3, 4, 5]
    assert digits.is_real
    assert digits.source == f"MNIST (12 + 6 images) in {tmp_path}"


def test_the_cache_is_read_where_ch4_data_is_not_set(cache: Path) -> None:
    write_mnist(cache)
    assert datasets.mnist().source == f"MNIST (12 + 6 images) in {cache}"


def test_ch4_data_comes_before_the_cache_and_a_given_root_before_both(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mnist(cache, train=1)
    write_mnist(tmp_path / "named", train=2)
    write_mnist(tmp_path / "given", train=3)
    monkeypatch.setenv("CH4_DATA", str(tmp_path / "named"))
    assert len(datasets.mnist().train_labels) == 2
    assert len(datasets.mnist(tmp_path / "given").train_labels) == 3


def test_where_there_is_no_mnist_digits_are_drawn_and_the_source_says_so() -> None:
    digits = datasets.mnist()
    assert not digits.is_real
    assert digits.source.startswith("built-in digits (14,000 images): no MNIST here")
    assert digits.train_images.shape == (12_000, 28, 28)
    assert digits.test_images.shape == (2_000, 28, 28)


def test_nothing_is_fetched_without_being_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert not datasets.mnist().is_real


def test_a_ch4_data_without_mnist_is_an_error_that_says_what_was_looked_for(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mnist(cache)
    monkeypatch.setenv("CH4_DATA", str(tmp_path / "empty"))
    with pytest.raises(
        MachineFault, match=r"CH4_DATA is .*empty/MNIST/raw/train-images-idx3-ubyte"
    ) as caught:
        datasets.mnist()
    assert f"ch4 data download --root {tmp_path / 'empty'}" in str(caught.value)


def test_a_cache_with_only_some_of_the_files_is_an_error(cache: Path) -> None:
    (write_mnist(cache) / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(MachineFault, match=r"there is no .*t10k-labels-idx1-ubyte"):
        datasets.mnist()


IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


@pytest.mark.parametrize(
    ("name", "spoil", "complaint"),
    [
        (IMAGES, lambda whole: whole[:-1], r"is cut short \(9,423 of 9,424 bytes\)"),
        (IMAGES, lambda whole: whole[:9], "is cut short"),
        (LABELS, lambda whole: whole[:6], "is cut short"),
        (IMAGES, lambda whole: b"", "is empty"),
        (IMAGES, lambda whole: whole + b"!", r"is too long \(9,425 bytes where 9,424 should be\)"),
        (IMAGES, gzip.compress, "is still gzip-packed"),
        (IMAGES, lambda whole: b"<html>not found</html>", "is not one of MNIST's files"),
        (IMAGES, lambda whole: idx(np.zeros((12, 27, 28))), r"holds \(12, 27, 28\) where 12 images of 28×28"),
        (LABELS, lambda whole: idx(np.arange(11) % 10), "where 11 images of 28×28 should be"),
        (LABELS, lambda whole: idx(np.arange(12)), "does not hold labels from 0 to 9"),
    ],
)
def test_a_damaged_file_is_named_with_its_cure(
    name: str, spoil: Callable[[bytes], bytes], complaint: str, tmp_path: Path
) -> None:
    raw = write_mnist(tmp_path)
    file = raw / name
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(MachineFault, match=complaint) as caught:
        datasets.mnist(tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{raw}/train-")
    assert f"`ch4 data download --root {tmp_path}`" in message
    assert "\n" not in message


def test_source_says_what_mnist_would_say(tmp_path: Path) -> None:
    assert datasets.source() == datasets.mnist().source
    write_mnist(tmp_path)
    assert datasets.source(tmp_path) == datasets.mnist(tmp_path).source


def test_the_arrays_are_the_callers_own() -> None:
    datasets.mnist().train_images[:] = 0
    assert datasets.mnist().train_images.any()


def test_importing_datasets_imports_nothing_slow() -> None:
    code = "import sys, ch4.datasets; print([m for m in ('torch', 'torchvision', 'PIL') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


@needs_mnist
def test_the_REAL_MNIST_is_read_as_published() -> None:
    digits = datasets.mnist(REAL_MNIST)
    assert digits.train_images.shape == (60_000, 28, 28)
    assert digits.test_images.shape == (10_000, 28, 28)
    assert digits.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert (digits.train_labels == 3).sum() == 6131
    assert (digits.test_labels == 7).sum() == 1028
    assert all(file.intact for file in datasets.verify(datasets.Place("here", REAL_MNIST)))


# The built-in digits


def test_the_same_digits_are_drawn_every_time() -> None:
    (images, labels), (again, labels_again) = drawn_digits.draw(300), drawn_digits.draw(300)
    assert (images == again).all()
    assert (labels == labels_again).all()


def test_every_digit_is_drawn_about_as_often() -> None:
    counts = np.bincount(datasets.mnist().train_labels)
    assert len(counts) == 10
    assert counts.min() > 1000


def test_drawn_digits_are_white_on_black_in_the_middle() -> None:
    images = datasets.mnist().train_images
    assert np.median(images) == 0
    assert images.max() > 240
    ink = images.mean(0)
    assert 12.5 < np.average(np.arange(28), weights=ink.sum(0)) < 14.5
    assert 12.5 < np.average(np.arange(28), weights=ink.sum(1)) < 14.5
    assert ink[:, [0, -1]].mean() < 1


@pytest.mark.parametrize("power", [1, 2])
def test_the_nearest_mean_image_is_right_for_most_drawn_digits_but_not_all(power: int) -> None:
    digits = datasets.mnist()
    means = [digits.train_images[digits.train_labels == digit].mean(0) for digit in range(10)]
    images = digits.test_images.astype(np.float32)
    distances = [(np.abs(images - mean) ** power).mean((1, 2)) for mean in means]
    accuracy = (np.argmin(distances, 0) == digits.test_labels).mean()
    assert 0.70 < accuracy < 0.92


@pytest.mark.slow
def test_a_small_network_learns_the_drawn_digits() -> None:
    import torch
    from torch import nn

    digits = datasets.mnist()
    images, tests = (
        torch.from_numpy(part).flatten(1).float() / 255 for part in (digits.train_images, digits.test_images)
    )
    labels, answers = torch.from_numpy(digits.train_labels), torch.from_numpy(digits.test_labels)
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    adam = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(5):
        for batch in torch.randperm(len(images)).split(64):
            adam.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            adam.step()
    assert (model(tests).argmax(1) == answers).float().mean() >= 0.97


def test_another_process_reads_the_drawn_digits_from_the_cache(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = datasets.mnist()
    drawn_digits.drawn.cache_clear()
    monkeypatch.setattr(drawn_digits, "draw", None)  # to be called no more
    assert (datasets.mnist().train_images == first.train_images).all()
    assert [file.suffix for file in cache.iterdir()] == [".npz"]


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut", None])
def test_a_damaged_cache_is_drawn_again(cache: Path, damage: bytes | None) -> None:
    first = datasets.mnist()
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[5_000_000] ^= 255
    file.write_bytes(flipped if damage is None else damage)
    drawn_digits.drawn.cache_clear()
    assert (datasets.mnist().train_images == first.train_images).all()
    assert file.read_bytes() == whole


def test_a_cache_that_cannot_be_written_does_not_matter(cache: Path) -> None:
    cache.parent.parent.write_text("a file where the folder should be")
    assert len(datasets.mnist().train_labels) == 12_000


# The MNIST_SAMPLE layout


@pytest.fixture
def small_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_mnist(tmp_path / "data", train=40, test=20)
    monkeypatch.setenv("CH4_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.usefixtures("small_mnist")
def test_a_sample_is_laid_out_as_mnist_sample(tmp_path: Path) -> None:
    assert datasets.write_sample(tmp_path / "sample") == 12
    train = [f"train/{digit}/{tens}{digit}.png" for digit in (3, 7) for tens in ("", "1", "2", "3")]
    valid = [f"valid/{digit}/{tens}{digit}.png" for digit in (3, 7) for tens in ("", "1")]
    folders = ["train", "train/3", "train/7", "valid", "valid/3", "valid/7"]
    assert tree(tmp_path / "sample") == sorted([*train, *valid, *folders, "labels.csv"])
    with (tmp_path / "sample" / "labels.csv").open() as file:
        rows = [(row["name"], row["label"]) for row in csv.DictReader(file)]
    assert rows == [(name, "0" if "/3/" in name else "1") for name in [*train, *valid]]
    image = Image.open(tmp_path / "sample" / "train" / "7" / "27.png")
    assert image.mode == "L"
    assert np.asarray(image).tolist() == [[27] * 28] * 28


@pytest.mark.usefixtures("small_mnist")
def test_a_sample_holds_the_digits_asked_for_up_to_the_limit(tmp_path: Path) -> None:
    assert datasets.write_sample(tmp_path / "sample", (9, 0, 1), limit=1) == 6
    files = [name for name in tree(tmp_path / "sample") if name.endswith(".png")]
    assert files == [f"{part}/{digit}/{digit}.png" for part in ("train", "valid") for digit in (0, 1, 9)]


@pytest.mark.usefixtures("small_mnist")
def test_a_sample_fills_an_empty_folder_and_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    folder.mkdir()
    datasets.write_sample(folder, limit=1)
    before = tree(folder)
    with pytest.raises(WrongUsage, match="is not empty: name a new or an empty folder"):
        datasets.write_sample(folder)
    assert tree(folder) == before


@pytest.mark.parametrize("digits", [(), (3, 3), (3, 10), (-1,)])
def test_a_sample_of_no_digits_or_of_none_such_is_refused(digits: tuple[int, ...], tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="name some of 0 to 9, each once"):
        datasets.write_sample(tmp_path / "sample", digits)
    assert not (tmp_path / "sample").exists()


@pytest.mark.usefixtures("small_mnist")
def test_a_sample_that_fails_halfway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save, saved = Image.Image.save, []

    def run_out_of_room(image: Image.Image, file: Path) -> None:
        saved.append(file)
        if len(saved) > 3:
            raise OSError(28, "No space left on device")
        save(image, file)

    monkeypatch.setattr(Image.Image, "save", run_out_of_room)
    with pytest.raises(MachineFault, match="No space left on device"):
        datasets.write_sample(tmp_path / "sample")
    assert tree(tmp_path / "sample") == []


# Downloading


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a local HTTP server, which torchvision takes for MNIST's only mirror."""
    from torchvision.datasets import MNIST

    folder = tmp_path / "mirror"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(MNIST, "mirrors", [f"http://127.0.0.1:{server.server_port}/"])
        yield folder
        server.shutdown()


def serve_mnist(mirror: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.datasets import MNIST

    resources = []
    for name in datasets.RAW_MD5:
        packed = gzip.compress((source / "MNIST" / "raw" / name).read_bytes(), compresslevel=1)
        (mirror / f"{name}.gz").write_bytes(packed)
        resources.append((f"{name}.gz", hashlib.md5(packed).hexdigest()))
    monkeypatch.setattr(MNIST, "resources", resources)


@needs_mnist
@pytest.mark.slow
def test_a_download_fills_the_cache_with_checked_files(
    mirror: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_mnist(mirror, REAL_MNIST, monkeypatch)
    assert datasets.download() == cache
    assert tree(cache) == ["MNIST", "MNIST/raw", *sorted(f"MNIST/raw/{name}" for name in datasets.RAW_MD5)]
    assert datasets.mnist().source == f"MNIST (60,000 + 10,000 images) in {cache}"


@needs_mnist
def test_what_is_whole_already_is_not_downloaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torchvision.datasets", None)  # an import of it fails
    assert datasets.download(REAL_MNIST) == REAL_MNIST


@pytest.mark.slow
def test_a_download_of_something_else_leaves_no_file(
    mirror: Path, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mnist(tmp_path / "other")
    serve_mnist(mirror, tmp_path / "other", monkeypatch)
    with pytest.raises(MachineFault, match="what arrived is not MNIST as published"):
        datasets.download()
    assert tree(cache) == []


@pytest.mark.slow
def test_a_download_that_breaks_off_leaves_no_file(mirror: Path, cache: Path) -> None:
    (mirror / "train-images-idx3-ubyte.gz").write_bytes(b"\x1f\x8b half of it")
    with pytest.raises(MachineFault, match=r"could not be downloaded \(File not found or corrupted"):
        datasets.download()
    assert tree(cache) == []
