#!/usr/bin/env bash
# Gradescope runs this once, as root, to build the image that every submission is judged in.
set -euo pipefail
root=${CH4_AUTOGRADER:-/autograder}
source=$root/source

python=python3
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || python=python3.11
apt-get update
apt-get install -y --no-install-recommends "$python" "$python-venv"

"$python" -m venv "$root/venv"
# PyTorch for CPUs, which Gradescope has, is a tenth of the other; pip prefers it, its version being `…+cpu`.
"$root/venv/bin/pip" install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu \
    -c "$source/constraints.txt" "$source"/ch4-*.whl

# Without MNIST, ch4 draws digits of its own, and says so.
"$root/venv/bin/ch4" data download --root "$root/data" || rm -rf "$root/data"
