"""Who the child is, above every tab and never scrolled away, and the bands that warn above it.

Order, labels and wording follow the banner of the NHS user interface guidance (conventions 4.2):
no colons, labels lighter than values, what is unknown is said in words. Narrow windows keep the
identity and the weight on one line, with the rest behind a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clinical.timeline import given
from desktop.widgets.dress import STEP, TextRole, set_look, text_label, wide
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView
from desktop.widgets.tones import ICONS
from reports.formats import (
    age_text,
    day_text,
    hours_text,
    moment_text,
    name_text,
    number_text,
)

if TYPE_CHECKING:
    from datetime import date

    from clinical.record.case import Case
    from desktop.case_store import State
    from reports.wording import Wording

# Below this width the banner keeps only what identifies and doses.
NARROW = 900


@dataclass(frozen=True, slots=True)
class BannerItem:
    """One value with its label; ``essential`` ones stay when there is little room."""

    key: str
    label: str
    value: str
    essential: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A warning that stands as long as its reason does and cannot be closed."""

    tone: Literal["caution", "stop"]
    text: str


def banner_items(state: State, words: Wording) -> tuple[BannerItem, ...]:
    """Return what the banner says of a state, in reading order."""
    patient = state.case.patient
    unknown = words.text("banner.not_recorded")
    sex = unknown if patient.sex == "unknown" else words.text(f"paper.sex.{patient.sex}")
    return (
        BannerItem("name", "", _name(state.case, words), essential=True),
        _born(state, words),
        BannerItem("sex", words.text("banner.sex"), sex),
        BannerItem(
            "identifier",
            words.text("banner.identifier"),
            patient.identifier or unknown,
            essential=True,
        ),
        _allergies(state.case, words),
        BannerItem("weight", words.text("banner.weight"), _weight(state, words), essential=True),
        BannerItem("illness", words.text("banner.illness"), _illness_day(state, words)),
        *_immunoglobulin(state, words),
    )


def _name(case: Case, words: Wording) -> str:
    family, given_name = case.patient.family_name, case.patient.given_name
    if family and given_name:
        return words.text(
            "banner.name", family=name_text(family.upper()), given=name_text(given_name)
        )
    if family:
        return family.upper()
    return given_name or words.text("banner.name_not_recorded")


def _born(state: State, words: Wording) -> BannerItem:
    patient = state.case.patient
    age = age_text(patient, state.as_of.date())
    born = patient.date_of_birth
    label = words.text("banner.born")
    if born is not None:
        day = day_text(born)
        value = words.text("banner.born_age", day=day, age=age) if age else day
        return BannerItem("born", label, value, essential=True)
    if patient.age is not None:
        at = patient.age.at
        value = words.text("banner.age_on", age=age_text(patient, at), day=day_text(at))
        return BannerItem("born", words.text("banner.age_at"), value, essential=True)
    return BannerItem("born", label, words.text("banner.not_recorded"), essential=True)


def _allergies(case: Case, words: Wording) -> BannerItem:
    heading = words.text(f"banner.allergies.{case.allergies.state}")
    if case.allergies.state != "known":
        return BannerItem("allergies", "", heading)
    listed = [
        item.text or words.text(f"sheet.substance.{item.substance}")
        for item in case.allergies.items
    ]
    return BannerItem("allergies", heading, ", ".join(listed) or words.text("banner.not_recorded"))


def _weight(state: State, words: Wording) -> str:
    if state.blind:
        return words.text("banner.weight_hidden")
    if state.assessment is None:
        return words.text("banner.not_calculated")
    weight = state.assessment.dosing_weight
    if weight is None:
        return words.text("banner.not_recorded")
    key = "weight_estimated" if weight.method == "estimated" else "weight_at"
    day = day_text(weight.at.astimezone(state.as_of.tzinfo).date())
    return words.text(f"banner.{key}", kg=number_text(weight.kg), day=day)


def _illness_day(state: State, words: Wording) -> str:
    if state.assessment is None:
        return words.text("banner.not_calculated")
    day = state.assessment.illness_day
    return words.text("banner.not_recorded") if day is None else str(day)


def _immunoglobulin(state: State, words: Wording) -> tuple[BannerItem, ...]:
    """Return since when the last infusion is over, or until when it runs, where that is known."""
    if state.assessment is None:
        return ()
    infusions = given(state.case, ("ivig",), state.as_of)
    ends = [infusion.end for infusion in infusions if infusion.end is not None]
    if not ends or len(ends) < len(infusions):
        return ()
    last = max(ends)
    if last > state.as_of:
        value = moment_text(last.astimezone(state.as_of.tzinfo))
        return (BannerItem("ivig", words.text("banner.ivig_running"), value),)
    # Whole minutes that have passed: 35 h 59 min is never shown as 36 hours.
    minutes = int((state.as_of - last).total_seconds()) // 60
    value = words.text("banner.hours_ago", hours=hours_text(Fraction(minutes, 60)))
    return (BannerItem("ivig", words.text("banner.after_ivig"), value),)


def bands(state: State, today: date, words: Wording) -> tuple[Band, ...]:
    """Return the warnings that hold for everything on the screen.

    ``today`` is the real day, also where the clock of an example child stands still.
    """
    found: list[Band] = []
    rulebook = state.rulebook
    if state.training:
        text = words.text("banner.training", at=moment_text(state.as_of))
        found.append(Band("caution", text))
    if rulebook.site is not None and rulebook.site.example:
        found.append(Band("stop", words.text("banner.example_rules", name=rulebook.site.name)))
    if today > rulebook.review_by:
        text = words.text("banner.review", day=day_text(rulebook.review_by))
        found.append(Band("stop", text))
    return tuple(found)


class BandStack(QWidget):
    """The bands, one under the other; takes no room while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Band, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.hide()

    def show_bands(self, found: tuple[Band, ...]) -> None:
        if found == self._shown:
            return
        self._shown = found
        _emptied(self._rows)
        for band in found:
            self._rows.addWidget(_band_row(band))
        self.setVisible(bool(found))


def _emptied(layout: QLayout) -> None:
    """Take every widget out of a layout; none stays visible until it is deleted."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _band_row(band: Band) -> QFrame:
    row = QFrame()
    row.setObjectName("headline")
    set_look(row, "tone", band.tone)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(STEP * 2, STEP // 2, STEP * 2, STEP // 2)
    layout.setSpacing(STEP)
    layout.addWidget(IconView(ICONS[band.tone], band.tone), 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(text_label(band.text, "amount"), 1)
    return row


class Banner(QFrame):
    """Draws the items of a state; ``show_all`` keeps every item in a narrow window too."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._items: tuple[BannerItem, ...] = ()
        self._in_full = False
        self._narrow = False
        self.setObjectName("card")
        self.setAccessibleName(words.text("banner.region"))
        self._flow_host = QWidget()
        self._flow = FlowLayout(self._flow_host, gap=STEP + STEP // 2, line_gap=STEP // 2)
        self._more = QPushButton()
        self._more.setAutoDefault(False)
        self._more.setProperty("flat_tool", "true")
        self._more.clicked.connect(self.toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP * 2, STEP // 2 + 2, STEP, STEP // 2 + 2)
        row.setSpacing(STEP // 2)
        row.addWidget(self._flow_host, 1)
        row.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        self._label_more()

    @property
    def items(self) -> tuple[BannerItem, ...]:
        """What is on the screen now."""
        return tuple(i for i in self._items if i.essential or self._in_full or not self._narrow)

    def show_state(self, state: State) -> None:
        items = banner_items(state, self._words)
        if items != self._items:
            self._items = items
            self._rebuild()

    def fit(self, width: int) -> None:
        """Choose between the full banner and one line for a window of this width."""
        narrow = width < wide(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._rebuild()
            self._label_more()

    def toggle(self) -> None:
        """Show everything in a narrow window, or only what is essential again."""
        self._in_full = not self._in_full
        self._rebuild()
        self._label_more()

    def _label_more(self) -> None:
        key = "less" if self._in_full else "more"
        self._more.setVisible(self._narrow)
        self._more.setText(self._words.text(f"banner.{key}"))
        self._more.setAccessibleName(self._words.text(f"banner.{key}_name"))

    def _rebuild(self) -> None:
        _emptied(self._flow)
        short = self._narrow and not self._in_full
        for banner_item in self.items:
            self._flow.addWidget(_item_view(banner_item, short=short))
        self._flow_host.updateGeometry()


def _item_view(item: BannerItem, *, short: bool) -> QWidget:
    """Return an item; a ``short`` one goes without a label that its unit makes needless."""
    view = QWidget()
    row = QHBoxLayout(view)
    row.setContentsMargins(0, 0, 0 if short else STEP, 0)
    row.setSpacing(STEP - 2)
    alignment = Qt.AlignmentFlag.AlignBaseline
    self_evident = short and item.key == "weight" and " kg " in item.value
    if item.label and not self_evident:
        row.addWidget(text_label(item.label, "muted", wraps=False), 0, alignment)
    value = _Value(item.value, "section" if item.key == "name" and not short else "amount")
    value.setAccessibleName(f"{item.label} {item.value}".strip())
    row.addWidget(value, 1, alignment)
    return view


class _Value(QLabel):
    """Wants one line and wraps where a window is narrower than a name: nothing is cut."""

    def __init__(self, text: str, role: TextRole) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", role)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(width, self.heightForWidth(width))
