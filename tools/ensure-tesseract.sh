#!/usr/bin/env bash
# See to it that Tesseract can read Swedish and has the signs that its Swedish model lacks (script/Latin).
# As root on Debian they are installed; elsewhere one line says how. Digital documents can be read without,
# so a missing Tesseract is no reason to stop: pages that need it become issue rows.
set -euo pipefail

missing() {
    command -v tesseract >/dev/null 2>&1 || { echo tesseract-ocr tesseract-ocr-swe tesseract-ocr-script-latn; return; }
    languages=$(tesseract --list-langs 2>/dev/null || true)
    grep -qx swe <<<"$languages" || echo tesseract-ocr-swe
    grep -qxiE 'script/Latin|Latin' <<<"$languages" || echo tesseract-ocr-script-latn
}

packages=$(missing | tr '\n' ' ')
[ -z "${packages// /}" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $packages…" >&2
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null
else
    echo "Tesseract or its Swedish data is missing; scanned pages cannot be read until it is there." >&2
    echo "Debian: sudo apt install $packages; Fedora: sudo dnf install tesseract tesseract-langpack-swe tesseract-script-latin; macOS: brew install tesseract tesseract-lang" >&2
fi
