"""Whose print-out it is, of which sample and of which time: what lines say for the lines below.

Two patients are never merged. A time that may not be the sample's becomes a label that reads as
no time, so that the person is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal

from desktop.entry.dates import read_date_time
from desktop.laboratory.print_cells import fold_name
from desktop.laboratory.print_heads import role_of
from desktop.laboratory.print_times import IN_DOUBT, has_day, has_more, is_clock, kind_of, times_in
from desktop.laboratory.printed import PrintedTime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from clinical.record.vocabulary import ObservationCode
    from desktop.laboratory.print_cells import Cell
    from desktop.laboratory.print_heads import Role, Titles
    from desktop.laboratory.print_times import TimeFound

Kind = Literal["time", "other_time", "patient", "section", "unread"]

_MOST_TITLE_WORDS = 3
_MOST_SECTION_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+")
_ENDS_WITH_CLOCK = re.compile(r"(.*?)\s*([0-9]{1,2}:[0-9]{2})")


class Context:
    """``times`` are all labels met so far; the empty one is a time that nothing says."""

    def __init__(self, titles: Titles, zone: tzinfo) -> None:
        self._titles, self._zone = titles, zone
        self.times: dict[str, PrintedTime] = {"": PrintedTime("")}
        self.time = ""
        self.patient_lines: list[str] = []
        self._patients: dict[str, set[str]] = {}
        self._elsewhere = ""
        # Whether no value stood below the last line with a time.
        self._is_fresh = False
        self._has_values = self._is_late = False
        self._used: Counter[str] = Counter()

    @property
    def several_patients(self) -> bool:
        """Whether two are named, or one only below results that may be another's."""
        return self._is_late or any(len(each) > 1 for each in self._patients.values())

    def value_seen(self) -> None:
        self._has_values = True
        self._is_fresh = False

    # Times.

    def called(self, label: str) -> str:
        """Take a label as printed and return it."""
        self.times.setdefault(label, PrintedTime(label, read_date_time(label, self._zone).value))
        return label

    def own_time(self, label: str) -> str:
        """Take the label of one column or row; two samples of a day are asked for apart."""
        if read_date_time(label, self._zone).value is not None:
            return self.called(label)
        self._used[label] += 1
        return self.called(f"{label} ({self._used[label]})" if self._used[label] > 1 else label)

    def in_doubt(self, *labels: str) -> str:
        """Return a label that is asked for: it names every time that may be meant."""
        parts = [each.removeprefix(IN_DOUBT) for each in labels if each]
        joined = " / ".join(dict.fromkeys(parts))
        return self.called(f"{IN_DOUBT}{joined}")

    def time_of_row(self, cells: Sequence[tuple[str, Role | None]]) -> str:
        """Return the time of a row of a table, by the cells with the roles of their heads."""
        found: list[TimeFound] = []
        for text, role in cells:
            if role == "handled":
                continue
            found += [each for each in times_in(text, self._titles) if each.kind != "handled"]
        clocks = [text for text, role in cells if is_clock(text) and role != "handled"]
        labels = list(dict.fromkeys(each.label for each in found))
        if not labels:
            return self.in_doubt(self.time, *clocks) if clocks else self.time
        if len(labels) > 1 or len(clocks) > 1 or any(each.kind == "unknown" for each in found):
            return self.in_doubt(*labels, *clocks)
        return self.own_time(" ".join((labels[0], *clocks)))

    def time_beside(self, before: Sequence[str], behind: Sequence[tuple[str, Role | None]]) -> str:
        """Return the time of a line of a list: in front of the name, or under a head for it."""
        sure = [each for text in before for each in times_in(text, self._titles)]
        unsure: list[TimeFound] = []
        for text, role in behind:
            if role == "handled":
                continue
            for each in times_in(text, self._titles):
                is_said = role == "sampled" or not text.startswith(each.label)
                (sure if is_said and each.kind == "sampled" else unsure).append(each)
        sure, unsure = (
            [each for each in some if each.kind != "handled"] for some in (sure, unsure)
        )
        labels = list(dict.fromkeys(each.label for each in sure))
        if len(labels) == 1 and not unsure and sure[0].kind == "sampled":
            return self.called(labels[0])
        if not labels and not unsure:
            return self.time
        return self.in_doubt(self.time, *labels, *(each.label for each in unsure))

    def is_a_row(self, cells: Sequence[Cell]) -> bool:
        """Whether a line under heads of values has numbers or a bare day, and no words."""
        first = cells[0].text
        return (
            not first.endswith(":")
            and role_of(first, self._titles) is None
            and (times_in(first, self._titles) == [] or first[:1].isdigit())
        )

    # Lines.

    def take(self, shown: str, cells: Sequence[Cell]) -> Kind | None:
        """Take a line that holds no value; None where it says nothing that is known."""
        texts = [each.text for each in cells]
        is_patient = self._is_patient(texts)
        section = self._section(texts)
        kind = self._time_line(" ".join(shown.split()), say_patient=is_patient)
        if is_patient:
            self._is_late |= self._has_values and not self.patient_lines
            self.patient_lines.append(" ".join(texts))
            return "patient"
        return section or kind

    def _time_line(self, text: str, *, say_patient: bool) -> Kind | None:
        found = times_in(text, self._titles)
        if not found:
            return self._clock_line(text)
        if say_patient:
            # The day of birth stands there too: only a time that is said to be the sample's.
            found = [
                each for each in found if each.kind == "sampled" and not text.startswith(each.label)
            ]
        sampled = list(dict.fromkeys(each.label for each in found if each.kind == "sampled"))
        unknown = [each.label for each in found if each.kind == "unknown"]
        if not sampled and not unknown:
            return None if say_patient else "other_time"
        is_sure = len(sampled) == 1 and not unknown
        label = sampled[0] if is_sure else self.in_doubt(*sampled, *unknown)
        if not sampled:
            label = self.in_doubt(self.time, *unknown)
        elif self._is_fresh and self.time not in {"", label} and not self.time.startswith(IN_DOUBT):
            label = self.in_doubt(self.time, label)
        self.time, self._is_fresh = self.called(label), True
        # More than a day and a time: what stands there may be a result.
        holds_more = any(has_more(each) for each in (*sampled, *unknown))
        return "unread" if holds_more else "time"

    def _clock_line(self, text: str) -> Kind | None:
        """Take a time of the day on a line of its own: which day it belongs to is asked."""
        match = _ENDS_WITH_CLOCK.fullmatch(text)
        if match is None or kind_of(match[1].strip(" :"), self._titles) == "unknown":
            return None
        if kind_of(match[1].strip(" :"), self._titles) == "handled":
            return "other_time"
        day_alone = self.time and not is_clock(self.time.split()[-1])
        if day_alone and self._is_fresh and not self.time.startswith(IN_DOUBT):
            self.time = self.called(f"{self.time} {match[2]}")
        else:
            self.time = self.in_doubt(self.time, match[2])
        self._is_fresh = True
        return "time"

    # Patients.

    def add_patient(self, title: str, name: str) -> None:
        """Take a patient that is named; another one under the same title makes it two."""
        if name.strip():
            self._patients.setdefault(fold_name(title), set()).add(fold_name(name))

    def _is_patient(self, texts: Sequence[str]) -> bool:
        first, _, rest = texts[0].partition(":")
        words = texts[0].split()
        titles = [(first, rest or " ".join(texts[1:2]))] if ":" in texts[0] else []
        if len(texts) > 1 and ":" not in texts[0]:
            titles.append((texts[0], texts[1]))
        titles += [
            (" ".join(words[:count]), " ".join(words[count:]))
            for count in range(min(_MOST_TITLE_WORDS, len(words) - 1), 0, -1)
        ]
        for title, said in titles:
            role = role_of(title, self._titles)
            if said.strip() and (role == "patient" or (role == "name" and ":" in texts[0])):
                days = times_in(said, self._titles)
                self.add_patient(title, said.partition(days[0].label)[0] if days else said)
                return True
        return False

    # Specimens.

    def _section(self, texts: Sequence[str]) -> Kind | None:
        """Take a heading such as "Urine"; it holds until one of blood."""
        words = " ".join(each for each in texts if not has_day(each)).replace(":", " ").split()
        if words and role_of(words[0], self._titles) == "material":
            words = words[1:]
        if not words or len(words) > _MOST_SECTION_WORDS:
            return None
        roles = [
            role_of(" ".join(words[:count]), self._titles)
            for count in range(min(_MOST_TITLE_WORDS, len(words)), 0, -1)
        ]
        if "elsewhere" in roles:
            self._elsewhere = words[0]
            return "section"
        if "blood" in roles:
            self._elsewhere = ""
            return "section"
        return None

    def is_elsewhere(self, texts: Sequence[str], codes: Sequence[ObservationCode]) -> bool:
        """Whether a value is of another specimen than blood, by its own line or the heading."""
        if tuple(codes) == ("urine_wbc",):
            return False
        words = [word for text in texts for word in _WORD.findall(text)]
        if any(role_of(word, self._titles) == "elsewhere" for word in words):
            return True
        if any(role_of(word, self._titles) == "blood" for word in words):
            return False
        return bool(self._elsewhere)
