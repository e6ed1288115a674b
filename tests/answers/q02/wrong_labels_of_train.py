from pathlib import Path
def count_images(path):
    "takes the labels of the first split for those of all"
    path = Path(path)
    splits = sorted(p for p in path.iterdir() if p.is_dir())
    labels = sorted(p.name for p in splits[-1].iterdir() if p.is_dir())
    return {s.name: {l: len(list((s / l).glob("*.png"))) for l in labels} for s in splits}
