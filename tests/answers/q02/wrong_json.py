import json
from pathlib import Path
def count_images(path):
    out = {}
    for p in Path(path).glob("*/*/*.png"):
        out.setdefault(p.parent.parent.name, {}).setdefault(p.parent.name, 0)
        out[p.parent.parent.name][p.parent.name] += 1
    return json.dumps(out)
