import os
def count_images(path):
    result = {}
    for split in sorted(os.listdir(path)):
        d = os.path.join(path, split)
        if not os.path.isdir(d) or split.startswith("."):
            continue
        result[split] = {}
        for label in os.listdir(d):
            dd = os.path.join(d, label)
            if os.path.isdir(dd):
                n = 0
                for f in os.listdir(dd):
                    if f.lower().endswith(".png") and not f.startswith("."):
                        n += 1
                print(split, label, n)
                result[split][label] = n
    return result
