from pathlib import Path
def count_images(path):
    out = {}
    for p in Path(path).glob("*/*/*.png"):
        key = f"{p.parent.parent.name}/{p.parent.name}"
        out[key] = out.get(key, 0) + 1
    return out
