import os
def count_images(path):
    out = {}
    for split in os.listdir(path):
        if os.path.isdir(os.path.join(path, split)):
            out[split] = {}
            for label in os.listdir(os.path.join(path, split)):
                d = os.path.join(path, split, label)
                if os.path.isdir(d):
                    out[split][label] = len(os.listdir(d)) - 1
    return out
