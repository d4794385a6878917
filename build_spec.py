"""Builds the program as one folder that needs no Python, and proves that the folder works.

Run with the interpreter of ``.venv`` (``make package``). The name and the version come from
``pyproject.toml``. Libraries of Qt that this program must not have (the network) or never uses are
taken out again, and the build fails if the packaged ``self-test`` does.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import PyInstaller.__main__

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "package"
DIST = ROOT / "dist"

# Python modules that some dependency mentions and this program never runs.
UNUSED_MODULES = (
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "setuptools",
    "tkinter",
    "unittest",
)

# What Qt's plugins drag in all the same: the network and what serves it, QML, the on-screen
# keyboard (GPL), the GTK theme, databases, and input devices of machines without a desktop.
UNWANTED_FILES = re.compile(
    r"""
      Qt6? (Network|Qml|Quick|VirtualKeyboard|OpenGLWidgets|Pdf|Sql|Test|EglF[Ss]) [^/]* $
    | /plugins/(networkinformation|tls|sqldrivers|egldeviceintegrations|generic|qmltooling)/
    | /plugins/platforms/ [^/]* (eglfs|linuxfb|vkkhrdisplay|vnc|minimalegl)
    | /plugins/platformthemes/ [^/]* gtk3
    | /plugins/platforminputcontexts/ [^/]* virtualkeyboard
    | /Qt/ (qml|translations)/ | /PySide6/translations/
    | lib(gtk-3|gdk-3) \.so
    """,
    re.VERBOSE,
)


class Project(NamedTuple):
    name: str
    version: str


def read_project() -> Project:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Project(table["name"], table["version"])


def build(project: Project, entry: Path) -> Path:
    """Return the folder that holds the finished program."""
    PyInstaller.__main__.run(
        [
            str(entry),
            f"--name={project.name}",
            "--onedir",
            "--noconfirm",
            "--clean",
            "--log-level=ERROR",
            # One program for the window and for the command line: on Windows the console it
            # would open for itself is hidden, the one it was started from is kept.
            "--console",
            *(["--hide-console=hide-early"] if sys.platform == "win32" else []),
            *(["--strip"] if sys.platform == "linux" else []),
            f"--distpath={BUILD / 'dist'}",
            f"--workpath={BUILD / 'work'}",
            f"--specpath={BUILD}",
            f"--paths={ROOT}",
            "--collect-data=resources",
            "--collect-data=tzdata",
            # These are named at run time, where the packager does not see them.
            "--collect-submodules=reportlab.graphics.barcode",
            "--hidden-import=pypdfium2",
            "--collect-all=pypdfium2_raw",
            f"--copy-metadata={project.name}",
            *(f"--exclude-module={module}" for module in UNUSED_MODULES),
        ]
    )
    built = BUILD / "dist" / project.name
    shutil.copy(ROOT / "LICENSE", built)
    system = f"{platform.system()}-{platform.machine()}".lower()
    target = DIST / f"{project.name}-{project.version}-{system}"
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    return built.rename(target)


def remove_unwanted(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if UNWANTED_FILES.search(path.as_posix()) and not path.is_dir():
            path.unlink()
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def prove(folder: Path, project: Project) -> None:
    """Run the packaged self-test from another folder, as a person would; raise if it fails."""
    network = [path.name for path in folder.rglob("*Network*")]
    if network:
        raise SystemExit(f"the folder holds network libraries: {', '.join(network)}")
    program = folder / (project.name + (".exe" if sys.platform == "win32" else ""))
    subprocess.run([program, "self-test"], cwd=folder.anchor, check=True)


def main() -> int:
    project = read_project()
    folder = build(project, ROOT / "desktop" / "__main__.py")
    remove_unwanted(folder)
    prove(folder, project)
    size = sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink())
    print(f"{folder.relative_to(ROOT)}: {size / 2**20:.0f} MiB, self-test passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
