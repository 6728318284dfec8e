#!/usr/bin/env bash
# The tests of the site drive a real browser. As root on Debian it is installed; elsewhere those tests skip.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium …" >&2
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
else
    echo "Chromium is missing; the tests of the site are skipped. Debian: sudo apt install chromium" >&2
fi
