"""Many image datasets need no list of labels: the folders say it all. The outer folders are the splits of the
data (what a model learns from, what it is judged on), the folders inside them are the labels, and in those
lie the images of that label, as `.png` files.

    digits/
        labels.csv
        train/
            3/  7.png  12.png  31.png
            7/  2.png  5.png
        valid/
            3/  0.png
            7/  1.png  4.png

Count the images of each label in each split, whatever the splits and labels are called:

    count_images("digits")  →  {"train": {"3": 3, "7": 2}, "valid": {"3": 1, "7": 2}}

Only `.png` files in a label's folder count. Anything else that lies about (a `labels.csv`, notes, hidden
files such as `.DS_Store`) is neither an image nor a folder of images. `path` may be a `str` or a `Path`.
"""

from pathlib import Path


def count_images(path: str | Path) -> dict[str, dict[str, int]]:
    """How many images there are of each label, by split: `{split: {label: count}}`."""
    raise NotImplementedError
