#!/bin/sh
# The acceptance tests drive a real Chromium. On Debian as root it is installed; elsewhere the person is told what to do.
set -eu
for candidate in chromium chromium-browser google-chrome; do
    if command -v "$candidate" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
    exit 0
fi
echo "The browser tests need Chromium: install it (Debian: apt install chromium), then run make test again." >&2
exit 1
