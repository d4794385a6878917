"""What is shown in the 24 pictures: each tab empty, half, full and alarming, and what is around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from desktop.theme import Scheme
    from tests.pictures.children import How

Page = Literal[
    "diagnosis",
    "risk",
    "coronary",
    "dosing",
    "log",
    "compare",
    "start",
    "settings",
    "help",
    "preview",
    "crash",
]
# Logical pixels: the screen of a ward, as it is and at twice the size.
SIZES = {1: (1366, 768), 2: (683, 384)}


@dataclass(frozen=True)
class Scene:
    """One picture. ``down`` scrolls the page by so many parts of ten."""

    page: Page
    how: How = "full"
    scheme: Scheme = "light"
    scale: Literal[1, 2] = 1
    down: int = 0

    @property
    def name(self) -> str:
        parts = [self.page, self.how, self.scheme, f"{self.scale * 100}"]
        return "-".join(parts + ([f"down{self.down}"] if self.down else []))


CONTACT_SHEET: tuple[Scene, ...] = (
    Scene("start", "empty"),
    Scene("start", "empty", "dark", 2),
    Scene("settings", "empty"),
    Scene("settings", "empty", "contrast", 2),
    Scene("diagnosis", "empty"),
    Scene("diagnosis", "half", "dark"),
    Scene("diagnosis", "full"),
    Scene("diagnosis", "alarming", "contrast"),
    Scene("risk", "empty", "contrast"),
    Scene("risk", "half"),
    Scene("risk", "full", "dark"),
    Scene("risk", "alarming", "light", 2),
    Scene("coronary", "empty", "dark", 2),
    Scene("coronary", "half"),
    Scene("coronary", "full", "contrast", 2),
    Scene("coronary", "alarming"),
    Scene("dosing", "empty"),
    Scene("dosing", "half", "light", 2),
    Scene("dosing", "full"),
    Scene("dosing", "alarming", "dark"),
    Scene("help", "full"),
    Scene("help", "full", "dark", 2),
    Scene("preview", "full"),
    Scene("crash", "full"),
)

# Left, top, right and bottom of a part of a picture, from 0 to 1.
Part = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shot:
    """A scene, or a part of it."""

    scene: Scene
    part: Part | None = None


DOCUMENTS: dict[str, Shot] = {
    "start": Shot(Scene("start", "empty")),
    "diagnosis": Shot(Scene("diagnosis", "full")),
    "risk": Shot(Scene("risk", "full")),
    "coronary": Shot(Scene("coronary", "alarming")),
    "dosing": Shot(Scene("dosing", "full")),
    "compare": Shot(Scene("compare", "full")),
    "log": Shot(Scene("log", "full")),
    "settings": Shot(Scene("settings", "empty")),
}
_RESULTS: Part = (0.555, 0.17, 0.99, 0.72)
HELP: dict[str, Shot] = {
    "window": Shot(Scene("diagnosis", "full")),
    "diagnosis": Shot(Scene("diagnosis", "half"), _RESULTS),
    "risk": Shot(Scene("risk", "half"), _RESULTS),
    "coronary": Shot(Scene("coronary", "alarming"), (0.0, 0.16, 0.99, 0.72)),
    "dosing": Shot(Scene("dosing", "full"), (0.555, 0.39, 0.99, 0.97)),
}


def every_scene() -> tuple[Scene, ...]:
    """Return each scene once."""
    shots = (*DOCUMENTS.values(), *HELP.values())
    return tuple(dict.fromkeys((*CONTACT_SHEET, *(shot.scene for shot in shots))))
