import base64
import pathlib
import shutil
import tempfile

from ch4.grading import criterion, expect, in_worker, mistake

# The smallest PNG file: one grey pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def images(counts):
    """The files of a dataset, `{path: content}`, with this many images of each label of each split."""
    files = {}
    for split, labels in counts.items():
        for label, count in labels.items():
            files |= {f"{split}/{label}/{7 * n + 2}.png": PIXEL for n in range(count)}
    return files


@in_worker
def count_images(answer, files, as_text=False):
    """Write the files, let the answer count them, and give back plain data without the folder's name."""
    # A worker's current folder is an empty scratch folder; any other folder is somebody's own.
    root = pathlib.Path(tempfile.mkdtemp(dir=None if any(pathlib.Path().iterdir()) else ".")).resolve()

    def plain(value):
        if isinstance(value, dict):
            return {plain(key): plain(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            items = [plain(item) for item in value]
            return items if isinstance(value, list) else tuple(items)
        if isinstance(value, pathlib.PurePath):
            return f"Path({plain(str(value))!r})"
        return value.replace(str(root), "…") if isinstance(value, str) else value

    try:
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        return plain(answer.count_images(str(root) if as_text else root))
    finally:
        shutil.rmtree(root, ignore_errors=True)


DIGITS = {"train": {"3": 5, "7": 4}, "valid": {"3": 2, "7": 3}}


def test_counts_each_label_of_each_split(answer):
    """The result holds, for each split, how many images each of its labels has."""
    expect(count_images(answer, images(DIGITS))).equals(DIGITS)


@criterion(after=test_counts_each_label_of_each_split)
def test_names_may_be_any(answer):
    """Splits and labels may have any names, and as many as there are."""
    pets = {"train": {"cat": 3, "dog": 1, "3": 12}, "test": {"cat": 2, "dog": 4}, "extra": {"guinea pig": 6}}
    expect(count_images(answer, images(pets))).equals(pets)


@criterion(after=test_counts_each_label_of_each_split)
def test_only_images_count(answer):
    """Only the images count: no `labels.csv`, no notes, no hidden files."""
    strays = ["labels.csv", ".DS_Store", "train/.DS_Store", "train/3/.DS_Store", "valid/7/notes.txt"]
    expect(count_images(answer, images(DIGITS) | dict.fromkeys(strays, b"3,7\n"))).equals(DIGITS)


@criterion(after=test_counts_each_label_of_each_split)
def test_takes_text_for_a_path(answer):
    """The path may be a `Path` or a plain `str`."""
    expect(count_images(answer, images(DIGITS), as_text=True)).equals(DIGITS)


@mistake("count_images")
def files_entered_like_folders(path):
    """You look inside everything that you find, and a file such as `labels.csv` has no inside. Ask each entry
    whether it is a folder before you go into it."""
    return {
        split.name: {label.name: len(list(label.iterdir())) for label in split.iterdir()}
        for split in pathlib.Path(path).iterdir()
    }


@mistake("count_images")
def files_taken_for_folders(path):
    """You take everything in the folder for a split or a label, files included. Ask each entry whether it is
    a folder before you use its name."""
    entries = pathlib.Path(path).iterdir()
    return {
        split.name: {label.name: len(list(label.glob("*.png"))) for label in split.glob("*")}
        for split in entries
    }


@mistake("count_images")
def every_file_counted(path):
    """You count every file in a label's folder, so notes and hidden files count as images. Count only the
    names that end in `.png`."""
    splits = [split for split in pathlib.Path(path).iterdir() if split.is_dir()]
    return {
        split.name: {label.name: len(list(label.iterdir())) for label in split.iterdir() if label.is_dir()}
        for split in splits
    }


@mistake("count_images")
def every_visible_file_counted(path):
    """You leave out hidden files, but any other file in a label's folder still counts as an image. Count
    only the names that end in `.png`."""
    splits = [split for split in pathlib.Path(path).iterdir() if split.is_dir()]
    return {
        split.name: {
            label.name: len(list(label.glob("[!.]*"))) for label in split.iterdir() if label.is_dir()
        }
        for split in splits
    }


@mistake("count_images")
def train_only(path):
    """You count the training images only. The other splits are folders beside `train` and are asked for as
    well."""
    labels = [label for label in (pathlib.Path(path) / "train").iterdir() if label.is_dir()]
    return {"train": {label.name: len(list(label.glob("*.png"))) for label in labels}}


@mistake("count_images")
def labels_as_numbers(path):
    """You turn the names of the labels into numbers. A folder's name is text and need not be a number, so
    keep it as a `str`."""
    counts = {}
    for split in pathlib.Path(path).iterdir():
        if split.is_dir():
            labels = [label for label in split.iterdir() if label.is_dir()]
            counts[split.name] = {int(label.name): len(list(label.glob("*.png"))) for label in labels}
    return counts


@mistake("count_images")
def names_written_into_the_code(path):
    """You look for the names `train`, `valid`, `3` and `7` only. Another dataset has other names: find out
    which folders are there instead of knowing them beforehand."""
    return {
        split: {label: len(list((pathlib.Path(path) / split / label).glob("*.png"))) for label in ("3", "7")}
        for split in ("train", "valid")
    }


@mistake("count_images")
def splits_written_into_the_code(path):
    """You look for the splits `train` and `valid` only. Another dataset may have others: find out which
    folders are there instead of knowing them beforehand."""
    counts = {}
    for name in ("train", "valid"):
        split = pathlib.Path(path) / name
        labels = [label for label in split.iterdir() if label.is_dir()] if split.is_dir() else []
        counts[name] = {label.name: len(list(label.glob("*.png"))) for label in labels}
    return counts


@mistake("count_images")
def one_total_for_a_split(path):
    """You add up all the images of a split. Each label is to have its own count, so each split needs a
    dictionary of its own, from label to count."""
    splits = [split for split in pathlib.Path(path).iterdir() if split.is_dir()]
    return {split.name: len(list(split.rglob("*.png"))) for split in splits}


@mistake("count_images")
def one_total_for_a_label(path):
    """You add up each label over all the splits. Training and validation images are kept apart for a reason,
    so give each split its own dictionary."""
    counts = {}
    for image in pathlib.Path(path).glob("*/*/*.png"):
        counts[image.parent.name] = counts.get(image.parent.name, 0) + 1
    return counts


@mistake("count_images")
def labels_outside(path):
    """You put the labels outside and the splits inside. The result is to follow the folders: first the
    split, then the label."""
    counts = {}
    for image in pathlib.Path(path).glob("*/*/*.png"):
        splits = counts.setdefault(image.parent.name, {})
        splits[image.parent.parent.name] = splits.get(image.parent.parent.name, 0) + 1
    return counts


@mistake("count_images")
def count_runs_on(path):
    """Your count runs on from one label to the next, so each holds the images of those before it as well.
    Start again at 0 for each label."""
    counts, count = {}, 0
    for split in sorted(pathlib.Path(path).iterdir()):
        if split.is_dir():
            counts[split.name] = {}
            for label in sorted(split.iterdir()):
                if label.is_dir():
                    count += len(list(label.glob("*.png")))
                    counts[split.name][label.name] = count
    return counts


@mistake("count_images")
def names_instead_of_counts(path):
    """You collect the images themselves. Only their number is asked for: take the length of each list."""
    splits = [split for split in pathlib.Path(path).iterdir() if split.is_dir()]
    return {
        split.name: {
            label.name: sorted(image.name for image in label.glob("*.png"))
            for label in split.iterdir()
            if label.is_dir()
        }
        for split in splits
    }


@mistake("count_images")
def whole_paths_as_keys(path):
    """Your keys are whole paths. The keys asked for are the names of the folders alone, as text: a `Path`
    knows its last part as `.name`."""
    splits = [split for split in pathlib.Path(path).iterdir() if split.is_dir()]
    return {
        split: {label: len(list(label.glob("*.png"))) for label in split.iterdir() if label.is_dir()}
        for split in splits
    }


@mistake("count_images")
def only_for_a_path(path):
    """You use methods that only a `Path` has, and here a plain `str` came in. `Path(…)` takes either and
    gives you a `Path`."""
    splits = [split for split in path.iterdir() if split.is_dir()]
    return {
        split.name: {
            label.name: len(list(label.glob("*.png"))) for label in split.iterdir() if label.is_dir()
        }
        for split in splits
    }
