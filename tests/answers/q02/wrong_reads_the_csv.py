from pathlib import Path
def count_images(path):
    "hidden files are skipped at the top only"
    out = {}
    for split in Path(path).iterdir():
        if split.name.startswith(".") or split.suffix:
            continue
        out[split.name] = {label.name: len(list(label.glob("*.png"))) for label in split.glob("*")}
    return out
