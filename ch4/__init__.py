"""A tutor that checks a learner's code and answers, question by question.

The engine knows no chapter: everything about one is in its *course*, four folders and one file.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("ch4")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0"

__all__ = ["__version__"]
