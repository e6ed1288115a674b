import glob
import os.path as osp
import numpy as np
def count_images(path):
    files = glob.glob(osp.join(str(path), "*", "*", "*.png"))
    splits = [f.split(osp.sep)[-3] for f in files]
    labels = [f.split(osp.sep)[-2] for f in files]
    res = {}
    for s in np.unique(splits):
        chosen = [l for s2, l in zip(splits, labels) if s2 == s]
        names, numbers = np.unique(chosen, return_counts=True)
        res[str(s)] = dict(zip(names.tolist(), numbers))
    return res
