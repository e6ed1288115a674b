import os
from pathlib import Path

def count_images(path):
    path = Path(path)
    out: dict[str, dict[str, int]] = {}
    for here, _, files in os.walk(path):
        parts = Path(here).relative_to(path).parts
        if len(parts) == 2:
            split, label = parts
            out.setdefault(split, {})[label] = sum(name.endswith(".png") for name in files)
    return out
