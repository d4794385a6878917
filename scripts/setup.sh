#!/bin/sh
# Makes .venv with the program and its tools in it, from a machine that may have nothing but make.
# What the system lacks is installed where that is allowed (root on Debian or a derivative) and named
# otherwise. Every Python package is checked against the hashes in requirements/.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "setup: $*"; }

# A Python the project accepts that can also make a virtual environment.
find_python() {
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c 'import ensurepip, sys, venv
sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

# Prints the Debian packages that would provide what is not there. Libraries are looked for by the
# file the loader asks for, because package names change between releases and that name does not.
missing_packages() {
    python=$(find_python)
    [ -n "$python" ] || echo python3-venv
    [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
    # The packager reads what a library needs with objdump.
    command -v objdump >/dev/null || echo binutils
    ldconfig=$(command -v ldconfig || command -v /sbin/ldconfig) || return 0
    present=$("$ldconfig" -p)
    while read -r library package; do
        case $present in
            *"$library "*) ;;
            *) echo "$package" ;;
        esac
    done <<LIBRARIES
libglib-2.0.so.0 libglib2.0-0
libGL.so.1 libgl1
libEGL.so.1 libegl1
libfontconfig.so.1 libfontconfig1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0
libwayland-egl.so.1 libwayland-egl1
libcups.so.2 libcups2
LIBRARIES
    # The packager puts Python's own library into the folder; Debian ships it separately.
    [ -n "$python" ] || return 0
    library=$("$python" -c 'from sysconfig import get_config_var as var
from pathlib import Path
shared = var("Py_ENABLE_SHARED") and not Path(var("LIBDIR"), var("INSTSONAME")).exists()
print(var("INSTSONAME") if shared else "")')
    case $present in
        *"$library"*) ;;
        *) echo "${library%.so*}" ;;
    esac
}

install_missing() {
    missing=$(missing_packages | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "this machine lacks what Debian calls: $missing"
        say "install the equivalent (and Python 3.11 to 3.13), then run make setup again"
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "this machine lacks some packages. Install them with"
        say "    sudo apt-get install --no-install-recommends $missing"
        say "and run make setup again"
        exit 1
    fi
    say "installing $missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of package names, to be split
    apt-get install -qq --yes --no-install-recommends $missing >/dev/null
}

make_environment() {
    if .venv/bin/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
        2>/dev/null && [ -x .venv/bin/uv ]; then
        return
    fi
    python=$(find_python)
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        --requirement requirements/uv.txt
}

install_missing
# Which library a Python needs is known only once there is one.
install_missing
make_environment
# A hospital's proxy brings its own certificate: trust what the system trusts, not uv's own list.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
say "installing the locked packages"
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode \
    requirements/development.txt
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
touch .venv/ready
say "done: .venv/bin/kd-bedside"
