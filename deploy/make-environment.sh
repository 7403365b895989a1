#!/bin/sh
# Makes the virtual environment from the pinned requirements: with uv where it is there, with pip otherwise.
set -eu
python=$1
venv=$2
if command -v uv >/dev/null 2>&1; then
    test -x "$venv/bin/python" || uv venv --quiet --python "$python" "$venv"
    uv pip install --quiet --python "$venv/bin/python" --require-hashes -r requirements-dev.txt
    uv pip install --quiet --python "$venv/bin/python" --no-deps --editable .
else
    test -x "$venv/bin/python" || "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --require-hashes -r requirements-dev.txt
    "$venv/bin/python" -m pip install --quiet --no-deps --editable .
fi
