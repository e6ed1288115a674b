from collections import Counter, defaultdict
from pathlib import Path
def count_images(path):
    counts = defaultdict(Counter)
    for png in Path(path).glob("*/*/*.png"):
        counts[png.parts[-3]][png.parts[-2]] += 1
    return counts
