from pathlib import Path


def folders(path):
    return [entry for entry in path.iterdir() if entry.is_dir()]


def count_images(path):
    counts = {}
    for split in folders(Path(path)):
        counts[split.name] = {}
        for label in folders(split):
            counts[split.name][label.name] = len(list(label.glob("*.png")))
    return counts
