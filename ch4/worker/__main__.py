"""The programs of the other process: `python -m ch4.worker server …` and `python -m ch4.worker spawned …`."""

import sys

from ch4.worker import child, server

if __name__ == "__main__":
    {"server": server.main, "spawned": child.main}[sys.argv[1]](sys.argv[2:])
