"""The learner's own words in a `%%quiz` cell, which is a code cell to Jupyter.

own_words("# What is a loss?\\n\\nA number that …", "What is a loss?")     → "A number that …"
own_words("# What is a loss?\\n# A number that …", "What is a loss?")       → "A number that …"
"""

from __future__ import annotations


def own_words(cell: str, prompt: str) -> str:
    """What stands below the question; comment signs are taken off where all of it is a comment."""
    lines = cell.splitlines()
    rest = lines[_prompt_lines(lines, prompt) :]
    if all(line.lstrip().startswith("#") for line in rest if line.strip()):
        rest = [line.lstrip().removeprefix("#").removeprefix(" ") for line in rest]
    return "\n".join(rest).strip()


def _prompt_lines(lines: list[str], prompt: str) -> int:
    """How many lines the question takes at the top: none, where it is not there, or was changed."""
    asked, said = prompt.split(), list[str]()
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        said += line.lstrip().removeprefix("#").split()
        if said == asked:
            return number
    return 0
