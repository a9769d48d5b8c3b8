#!/bin/sh
# Finds a Python that suits and lets install.py do the rest:  sh install.sh FOLDER
# PYTHON=/path/to/python sh install.sh FOLDER  takes that one.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 3
tried=""
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    command -v "$python" >/dev/null 2>&1 || continue
    if "$python" -I "$here/install.py" --suits >/dev/null 2>&1; then
        exec "$python" -I "$here/install.py" "$@"
    fi
    tried="$tried $python ($("$python" -V 2>&1 | tail -n 1));"
done
echo "No suitable Python found. Needed: 64-bit CPython of a version named in bundle.json. Tried:${tried:- none}" >&2
echo "没有找到合适的 Python：需要 bundle.json 所列版本的 64 位 CPython。已试：${tried:-无}" >&2
for python in ${PYTHON:-python3}; do
    "$python" -I "$here/install.py" --suits >&2 && break
done
exit 3
