#!/usr/bin/env bash
# Make a virtual environment with Python 3.11 or later. Usage: ensure-python.sh PYTHON VENV
set -euo pipefail
python=$1 venv=$2

usable() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

[ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && exit 0
for candidate in "$python" python3.11 python3.12 python3.13 python3; do
    usable "$candidate" && { python=$candidate; break; }
done
if ! usable "$python"; then
    echo "Python 3.11 or later is missing. Debian: apt install python3 python3-venv; Fedora: dnf install python3; macOS: brew install python@3.12" >&2
    exit 1
fi
# Debian ships venv apart from Python.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3-venv …" >&2
        apt-get update -qq >/dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "Python's venv module is missing. Debian: sudo apt install python3-venv" >&2
        exit 1
    fi
fi
echo "Making $venv with $("$python" --version) …" >&2
"$python" -m venv --clear "$venv"
