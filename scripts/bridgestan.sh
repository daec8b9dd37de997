#!/bin/sh
# Runs BridgeStan's Python client on libraries that gmc makes; skipped where it cannot be had.
# usage: scripts/bridgestan.sh GMC
set -eu
cd "$(dirname "$0")/.."
gmc=$1
python=python3
if ! $python -c 'import bridgestan' 2>/dev/null; then
  python=.build/bridgestan/bin/python
  if ! { [ -x "$python" ] || python3 -m venv .build/bridgestan; } 2>/dev/null ||
    ! { "$python" -c 'import bridgestan' || "$python" -m pip install -q bridgestan; } 2>/dev/null
  then
    echo "skipped: the Python package bridgestan is not here and cannot be installed"
    exit 0
  fi
fi
exec "$python" Tests/DriverTests/bridgestan/client.py "$gmc"
