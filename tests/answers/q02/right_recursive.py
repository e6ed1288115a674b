import os
class Tree:
    def __init__(self, path):
        self.path = path
    def folders(self):
        with os.scandir(self.path) as it:
            return {e.name: Tree(e.path) for e in it if e.is_dir()}
    def pngs(self):
        return len([1 for e in os.scandir(self.path) if e.name.endswith(".png")])
def count_images(path, depth=0):
    tree = path if isinstance(path, Tree) else Tree(path)
    if depth == 2:
        return tree.pngs()
    return {name: count_images(sub, depth + 1) for name, sub in tree.folders().items()}
if __name__ == "__main__":
    print(count_images("."))
