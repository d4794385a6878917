"""The look of the whole program: one style sheet filled with the tones of a scheme.

Colours stand in ``resources/style/tones.toml`` and nowhere else. The system's scheme is followed
until a person chooses another; a wish for high contrast counts before light or dark. The text is
as large as the system's, or larger where a person wants it; the style sheet is written for 10 pt.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from desktop.widgets.dress import set_text_scale
from resources import names, read_bytes, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QApplication, QWidget

Scheme = Literal["light", "dark", "contrast"]
Choice = Literal["system", "light", "dark", "contrast"]

BUNDLED_FAMILY = "DejaVu Sans"
_BASE_POINTS = 10
_TONE = re.compile(r"@([a-z_]+)")
_POINTS = re.compile(r"font-size: ([\d.]+)pt")


@cache
def tones(scheme: Scheme) -> Mapping[str, str]:
    """Return the colours of a scheme by name, as ``#rrggbb``."""
    return cast("dict[str, str]", tomllib.loads(read_text("style/tones.toml"))[scheme])


def style_sheet(scheme: Scheme, scale: float = 1.0) -> str:
    """Return the style sheet of a scheme, its text larger by a scale.

    A tone that the scheme lacks raises ``KeyError``.
    """
    colours = tones(scheme)
    sheet = _TONE.sub(lambda match: colours[match[1]], read_text("style/window.qss"))
    return _POINTS.sub(lambda match: f"font-size: {float(match[1]) * scale:g}pt", sheet)


class Theme(QObject):
    """The scheme in force. ``changed`` tells what paints itself (charts) to fetch ``tones``."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: Choice) -> None:
        super().__init__(application)
        self._application = application
        self._choice: Choice = choice
        self._scheme: Scheme | None = None
        self._dressed: QWidget | QApplication | None = None
        application.setStyle("Fusion")
        _load_fonts()
        self._system = QFont(application.font())
        self._scale = 1.0
        self.enlarge(100)
        application.styleHints().colorSchemeChanged.connect(self._follow)
        application.styleHints().accessibility().contrastPreferenceChanged.connect(self._follow)
        self.choose(choice)

    @property
    def scheme(self) -> Scheme:
        return self._scheme or "light"

    @property
    def tones(self) -> Mapping[str, str]:
        return tones(self.scheme)

    def choose(self, choice: Choice) -> None:
        """Wear a scheme, or follow the system again."""
        self._choice = choice
        hints = self._application.styleHints()
        # The system draws the frame of the window and its own dialogs in the same scheme.
        match choice:
            case "system":
                hints.unsetColorScheme()
            case "light":
                hints.setColorScheme(Qt.ColorScheme.Light)
            case "dark" | "contrast":
                hints.setColorScheme(Qt.ColorScheme.Dark)
        self._follow()

    def enlarge(self, percent: int) -> bool:
        """Show text so much larger than the system's own, which is 100; whether that is new."""
        font = _base_font(self._system, percent)
        scale = font.pointSizeF() / _BASE_POINTS
        # First: who hears of the other font asks at once how wide things are now.
        set_text_scale(scale)
        self._application.setFont(font)
        if scale == self._scale:
            return False
        self._scale = scale
        if self._dressed is not None:
            self.dress(self._dressed)
        return True

    def dress(self, dressed: QWidget | QApplication) -> None:
        """Put the style sheet on a window, and keep it there when the scheme changes.

        Not on the application: then every widget is styled anew at each step of being put
        together, which doubles the time a child takes to open.
        """
        self._dressed = dressed
        dressed.setStyleSheet(style_sheet(self.scheme, self._scale))

    def _follow(self) -> None:
        scheme = self._wanted()
        if scheme == self._scheme:
            return
        self._scheme = scheme
        self._application.setPalette(_palette(tones(scheme)))
        if self._dressed is not None:
            self.dress(self._dressed)
        self.changed.emit()

    def _wanted(self) -> Scheme:
        if self._choice != "system":
            return self._choice
        hints = self._application.styleHints()
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            return "contrast"
        return "dark" if hints.colorScheme() is Qt.ColorScheme.Dark else "light"


def apply(application: QApplication, choice: Choice = "system") -> Theme:
    """Give the program its typeface and palette; ``dress`` the window to finish the look."""
    return Theme(application, choice)


@cache
def _load_fonts() -> None:
    """Offer the bundled typeface, which has every character the paper has."""
    for name in names("fonts", ".ttf"):
        QFontDatabase.addApplicationFontFromData(read_bytes(name))


def _base_font(system: QFont, percent: int) -> QFont:
    """Return the system's own typeface, the bundled one standing in for characters it lacks."""
    font = QFont(system)
    is_generic = system.family().lower() in {"", "sans", "sans serif", "sans-serif"}
    font.setFamilies([BUNDLED_FAMILY] if is_generic else [system.family(), BUNDLED_FAMILY])
    font.setPointSizeF(max(system.pointSizeF(), _BASE_POINTS) * percent / 100)
    return font


def _palette(colours: Mapping[str, str]) -> QPalette:
    """Return the palette for what the style sheet does not reach (dialogs, carets, selections)."""
    role = QPalette.ColorRole
    named = {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "sunken",
        role.Text: "text",
        role.Button: "surface",
        role.ButtonText: "text",
        role.ToolTipBase: "surface",
        role.ToolTipText: "text",
        role.PlaceholderText: "muted",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.Link: "accent",
    }
    palette = QPalette()
    for colour_role, tone in named.items():
        palette.setColor(colour_role, QColor(colours[tone]))
    for disabled in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, disabled, QColor(colours["muted"]))
    return palette
