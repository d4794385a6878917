"""The chart, described: where a value stands, what joins and what does not, what is printed beside.

Places are counted by hand: a day is 100 points wide, the first begins 104 points from the left.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from clinical.quantity import Unit
from clinical.record.case import Observation
from reports.chart.axes import width_of
from reports.chart.build import ChartWish
from reports.formats import clock_text
from tests.desktop.log_cases import plan_of
from tests.reports.logs import (
    AS_OF,
    FIRST,
    HEIGHT,
    WIDTH,
    child,
    crp,
    dose,
    ivig,
    scene,
    temperature,
)

if TYPE_CHECKING:
    from reports.chart.scene import ChartScene, Line


def series(found: ChartScene) -> list[Line]:
    return [line for line in found.lines if line.role == "series"]


def texts(found: ChartScene) -> list[str]:
    return [label.text for label in found.labels]


def test_a_value_stands_at_its_real_time_and_its_number() -> None:
    found = scene(child(temperature(12, "38.0"), temperature(36, "35.0"), temperature(60, "41.0")))
    crosses = [mark for mark in found.marks if mark.shape == "cross"]
    assert [mark.x for mark in crosses] == [154, 254, 354]
    strip = found.strips[0]
    # 35 is the lower end of the scale, 41 the upper, 38 the middle.
    assert [mark.y for mark in crosses] == [
        pytest.approx((strip.top + strip.bottom) / 2), strip.bottom, strip.top,
    ]  # fmt: skip


@pytest.mark.hazard("H13")
def test_a_temperature_of_the_armpit_is_drawn_where_it_counts_and_read_out_as_it_was() -> None:
    found = scene(child(temperature(12, "37.5", "axillary")))
    (mark,) = (mark for mark in found.marks if mark.shape == "cross")
    (limit,) = (line for line in found.lines if line.role == "limit")
    assert mark.y == limit.y1
    (point,) = found.points
    assert point.text == "11-Nov-2026 12:00: 37.5 °C (armpit), counts as 38 °C"
    assert "armpit counts 0.5" in " ".join(texts(found))


def test_the_line_of_fever_says_where_it_lies() -> None:
    found = scene(child(temperature(12, "38.2")))
    (limit,) = (line for line in found.lines if line.role == "limit")
    assert "fever from 38.0" in texts(found)
    assert (limit.x1, limit.x2, limit.dashed) == (104, 504, True)


def test_a_gap_is_shown_as_a_gap() -> None:
    # Hours 12 and 36 are a day apart and joined; 36 and 61 are more.
    joined = scene(child(temperature(12, "38"), temperature(36, "37"), temperature(61, "39")))
    assert [(line.x1, line.x2) for line in series(joined)] == [(154, 254)]
    off = scene(child(temperature(12, "38"), temperature(36, "37")), ChartWish(joined=False))
    assert series(off) == []


def test_a_bound_is_a_ring_and_a_judgement_is_counted() -> None:
    low = crp(12, "3", comparator="<")
    word = Observation(at=FIRST + timedelta(hours=40), code="crp", interpretation="high")
    found = scene(child(low, word))
    assert [mark.shape for mark in found.marks] == ["ring"]
    assert found.points[0].text == "11-Nov-2026 12:00: <3 mg/L"
    assert found.notes == ("CRP: 1 without a number cannot be drawn.",)


def test_a_series_has_one_unit_and_says_what_was_converted() -> None:
    other = crp(12, "12", unit=Unit.MG_PER_DL)
    found = scene(child(other, crp(36, "60")))
    strip = found.strips[1]
    # 12 mg/dL are 120 mg/L, on a scale from 0 to 200.
    marks = [mark for mark in found.marks if mark.strip == "crp"]
    share = (strip.bottom - marks[0].y) / (strip.bottom - strip.top)
    assert share == pytest.approx(0.6)
    assert "converted" in texts(found)
    assert "120 mg/L (entered as 12 mg/dL)" in found.points[0].text


def test_the_scale_does_not_move_until_a_value_lies_beyond_it() -> None:
    assert [(s.low, s.high) for s in scene(child(crp(12, "200"))).strips] == [(35, 41), (0, 200)]
    beyond = scene(child(crp(12, "201"), temperature(12, "41.4")))
    assert [(s.low, s.high) for s in beyond.strips] == [(35, 42), (0, 400)]
    assert [note for note in beyond.notes if note.startswith("CRP: another scale, 0 to 400")]


def test_the_last_two_values_are_printed_beside_their_strip() -> None:
    found = scene(child(crp(12, "80"), crp(36, "40"), crp(60, "20")))
    printed = texts(found)
    assert "last 20" in printed
    assert "before 40" in printed
    assert "13-Nov 12:00" in printed
    assert "no value" in printed


def test_a_band_is_the_laboratory_s_own_range() -> None:
    found = scene(child(crp(12, "80", reference={"high": Decimal(50)})))
    (band,) = (band for band in found.bands if band.role == "normal")
    strip = found.strips[1]
    # From 0 to 50 of 200: the lowest quarter.
    assert band.height == pytest.approx((strip.bottom - strip.top) / 4)
    assert "laboratory's range" in texts(found)


def test_no_line_of_an_infusion_runs_through_the_name_of_the_range() -> None:
    # A day is 100 points: the lines stand 4 and 30 points from the left, where the name would be.
    case = child(crp(12, "80", reference={"high": Decimal(50)}), ivig(1, 7))
    found = scene(case)
    (label,) = (label for label in found.labels if label.text == "laboratory's range")
    lines = [line.x1 for line in found.lines if line.role == "event"]
    assert len(lines) >= 2
    assert not any(label.x - 1 < x < label.x + width_of(label.text, label.size) for x in lines)


def test_immunoglobulin_is_two_lines_through_every_strip_and_a_bar() -> None:
    found = scene(child(temperature(12, "38"), ivig(24, 36)))
    lines = [line for line in found.lines if line.role == "event"]
    assert [(line.x1, line.dashed) for line in lines] == [(204, False), (254, True)]
    assert {line.y2 for line in lines} == {found.strips[-1].bottom}
    (bar,) = (band for band in found.bands if band.role == "bar")
    assert (bar.x, bar.width) == (204, 50)
    assert "immunoglobulin 1 start" in texts(found)


def test_a_change_of_dose_is_a_step_and_a_long_pause_ends_the_bar() -> None:
    doses = [dose(hours, "40") for hours in (0, 24)] + [dose(48, "80")]
    found = scene(child(*doses, temperature(1, "37")))
    bars = [band for band in found.bands if band.role == "bar"]
    # 40 mg until the dose that changes it at hour 48, then 80 mg, twice as high above its base.
    assert [(bar.x, bar.width) for bar in bars] == [(104, 200), (304, 1.2)]
    assert bars[1].height > bars[0].height
    assert [text for text in texts(found) if text.endswith(" mg")] == ["40 mg", "80 mg"]
    apart = scene(child(dose(0, "40"), dose(49, "40"), temperature(1, "37")))
    assert len([band for band in apart.bands if band.role == "bar"]) == 2
    assert len([mark for mark in apart.marks if mark.shape == "tick"]) == 2


def test_antipyretics_are_single_doses_and_a_dose_without_a_time_is_said() -> None:
    drugs = [dose(hours, "240", agent="paracetamol") for hours in (6, 12)]
    untimed = dose(6, "40").replace(start=None)
    found = scene(child(*drugs, untimed))
    assert len([band for band in found.bands if band.role == "bar"]) == 2
    assert found.notes == ("anakinra: 1 without a time cannot be drawn.",)


def test_struck_values_are_not_drawn() -> None:
    mark = {"at": AS_OF, "by": "Nurse A", "reason": "wrong child"}
    struck = temperature(12, "41").model_copy(update={"struck": mark})
    found = scene(child(struck, temperature(13, "37")))
    assert len(found.marks) == 1


def test_one_day_can_be_looked_at_with_its_hours() -> None:
    day = date(2026, 11, 12)
    case = child(temperature(12, "38"), temperature(30, "37"), temperature(40, "37"))
    found = scene(case, ChartWish(days=(day, day)))
    assert [point.at.day for point in found.points] == [12, 12]
    assert {"06:00", "12:00", "18:00"} <= set(texts(found))
    # What joins the day before is drawn from the edge on.
    assert min(line.x1 for line in series(found)) == 104


@pytest.mark.hazard("H42")
@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_the_axis_runs_in_real_time_where_the_clocks_change(day: str, hours: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone)
    late = (midnight.astimezone(UTC) + timedelta(hours=hours - 1)).astimezone(zone)
    reading = Observation(
        at=late, code="temperature", value=Decimal(37), unit=Unit.CELSIUS, site="oral"
    )
    case = child(reading)
    case = case.replace(illness=case.illness.replace(fever_onset=midnight.date()))
    found = scene(case, as_of=(midnight.astimezone(UTC) + timedelta(hours=20)).astimezone(zone))
    later = scene(case, as_of=late)
    assert clock_text(late) == "23:00"
    assert found.points == ()
    (point,) = later.points
    assert point.x == pytest.approx(104 + 400 * (hours - 1) / hours)


def test_a_place_leads_back_to_its_moment() -> None:
    found = scene(child(temperature(12, "38")))
    for hours in (0, 7, 36, 95):
        at = FIRST + timedelta(hours=hours)
        assert found.time.at(found.time.x(at)) == at


@pytest.mark.hazard("H48")
@pytest.mark.parametrize("width", [WIDTH, 420.0, 1000.0])
@pytest.mark.parametrize("days", [0, 3, 40, 360])
def test_no_text_leaves_the_chart_and_none_covers_another(width: float, days: int) -> None:
    as_of = AS_OF + timedelta(days=days)
    readings = [temperature(12 * n, "37.5", "axillary") for n in range(0, 2 * days + 6, 7)]
    doses = [dose(24 * n, str(40 + 20 * (n % 3))) for n in range(days + 3)]
    found = scene(
        child(*readings, *doses, ivig(24, 36), crp(30, "120")),
        ChartWish(more=("platelets", "coronary_z")), as_of, (width, HEIGHT + 220),
    )  # fmt: skip
    boxes: list[tuple[float, float, float, float, str]] = []
    for label in found.labels:
        wide = width_of(label.text, label.size)
        left = label.x - {"left": 0.0, "middle": wide / 2, "right": wide}[label.anchor]
        boxes.append((left, label.y - 0.75 * label.size, left + wide, label.y, label.text))
        assert left >= -0.1, label
        assert label.y <= found.height, label
        assert label.y - label.size >= -1, label
    covered = [
        (one[4], other[4])
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if min(one[2], other[2]) - max(one[0], other[0]) > 2
        and min(one[3], other[3]) - max(one[1], other[1]) > 2
    ]
    assert covered == []


def test_two_infusions_are_two_bars_with_a_gap_between_them() -> None:
    # 36 hours after its end comes the second: nothing ran in between.
    found = scene(child(ivig(0, 12), ivig(48, 60)))
    bars = [band for band in found.bands if band.role == "bar"]
    # A day is 100 points wide.
    assert [(bar.x, bar.width) for bar in bars] == [(104, 50), (304, 50)]


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("hours", "bars"),
    [
        # Every six hours; the dose of hour 18 was left out, then two of them.
        ((0, 6, 12, 18, 24, 30), [(0, 30)]),
        ((0, 6, 12, 24, 30), [(0, 12), (24, 30)]),
        ((0, 6, 12, 30, 36), [(0, 12), (30, 36)]),
        # A first rung 12 hours apart, and then once a day: nothing was left out.
        ((0, 12, 24, 48, 72), [(0, 72)]),
    ],
)
def test_a_dose_that_was_left_out_is_a_gap_in_the_bar(
    hours: tuple[int, ...], bars: list[tuple[int, int]]
) -> None:
    found = scene(child(*(dose(each, "44") for each in hours)))
    drawn = [band for band in found.bands if band.role == "bar"]
    # A day is 100 points wide.
    assert [(bar.x, bar.x + bar.width) for bar in drawn] == [
        (pytest.approx(104 + first / 24 * 100), pytest.approx(104 + last / 24 * 100))
        for first, last in bars
    ]


@pytest.mark.hazard("H46")
def test_a_dose_every_six_hours_is_not_drawn_on_to_a_change_a_day_later() -> None:
    doses = [*(dose(hours, "225") for hours in (0, 6, 12)), dose(36, "81"), dose(60, "81")]
    bars = [band for band in scene(child(*doses)).bands if band.role == "bar"]
    # A day is 100 points wide: to hour 12, and from hour 36 to 60.
    assert [(bar.x, bar.width) for bar in bars] == [(104, 50), (254, 100)]


@pytest.mark.hazard("H46")
def test_a_due_time_that_nothing_answered_is_a_gap_in_the_bar() -> None:
    due = tuple(FIRST + timedelta(hours=hours) for hours in (0, 24, 48))
    case = child(dose(0, "44"), dose(48, "44")).replace(plans=(plan_of(*due),))
    bars = [band for band in scene(case).bands if band.role == "bar"]
    assert [(bar.x, bar.width) for bar in bars] == [(104, 1.2), (304, 1.2)]


def test_two_infusions_close_to_each_other_both_have_a_name() -> None:
    found = scene(child(temperature(1, "37"), ivig(24, 28), ivig(30, 34)))
    over = [label for label in found.labels if label.role == "event" and label.y == 10]
    # Hours 24 and 30: a day is 100 points wide, too narrow for the whole name of the first.
    assert [(label.text, label.x) for label in over] == [
        ("1", 204),
        ("immunoglobulin 2 start", 229),
    ]


def test_each_other_drug_has_its_own_bar_with_its_whole_name() -> None:
    long = "Hydroxychloroquine sulphate oral suspension, long name"
    drugs = [
        dose(6, "200", agent="other", name="Cefotaxime"),
        dose(8, "200", agent="other", name=long),
    ]
    found = scene(child(*drugs))
    assert len([band for band in found.bands if band.role == "bar"]) == 2
    assert {"Cefotaxime", "Hydroxychloroquine"} <= set(texts(found))
    assert [note for note in found.notes if note.endswith(f" is {long}.")]


def minutes(number: int, degrees: str) -> Observation:
    return temperature(0, degrees).replace(at=FIRST + timedelta(minutes=number))


@pytest.mark.hazard("H56")
def test_of_the_values_of_one_pixel_column_the_highest_and_the_lowest_are_drawn() -> None:
    # A reading a minute for four days: a pixel of 0.75 points is 10.8 minutes wide.
    degrees = ("37.0", "37.2", "37.1")
    readings = [minutes(n, degrees[n % 3]) for n in range(3 * 24 * 60)]
    readings[1_000] = minutes(1_000, "39.8")
    readings[2_000] = minutes(2_000, "35.4")
    found = scene(child(*readings))
    (strip, _) = found.strips
    crosses = [mark for mark in found.marks if mark.shape == "cross"]
    # Three days of 100 points hold 400 columns, each with two marks.
    assert len(crosses) == pytest.approx(800, abs=4)
    assert min(mark.y for mark in crosses) == strip.y(39.8)
    assert max(mark.y for mark in crosses) == strip.y(35.4)
    assert len(series(found)) <= 2 * 401
    # Every value can still be read out.
    assert len(found.points) == len(readings)
    # The line goes through the extremes as well.
    ends = {line.y1 for line in series(found)} | {line.y2 for line in series(found)}
    assert {strip.y(39.8), strip.y(35.4)} <= ends


@pytest.mark.hazard("H56")
def test_a_bound_is_never_thinned_away_by_a_value_beside_it() -> None:
    values = [
        crp(12, "3", comparator="<"),
        *(crp(12, str(40 + n)).replace(at=FIRST + timedelta(hours=12, minutes=n + 1))
          for n in range(5)),
    ]  # fmt: skip
    found = scene(child(*values))
    assert [mark.shape for mark in found.marks] == ["dot", "dot", "ring"]


def test_values_that_have_room_are_all_drawn_and_joined_one_to_the_next() -> None:
    found = scene(child(*(temperature(6 * n, "37.5") for n in range(14))))
    assert len([mark for mark in found.marks if mark.shape == "cross"]) == 14
    assert len(series(found)) == 13


def test_no_colour_of_the_chart_says_what_neither_a_shape_nor_a_word_says() -> None:
    low = crp(12, "3", comparator="<")
    items = (temperature(12, "38.0"), temperature(36, "39.0"), low, crp(36, "96"), ivig(24, 36))
    found = scene(child(*items, dose(40, "66")))
    # What a value is stands in its shape: the marks of one strip share one ink.
    inks = {strip.key: {mark.role for mark in found.marks if mark.strip == strip.key}
            for strip in found.strips}  # fmt: skip
    assert all(len(each) <= 1 for each in inks.values())
    assert {mark.shape for mark in found.marks if mark.strip == "crp"} == {"ring", "dot"}
    # The limit is dashed, and a number stands at its end.
    limits = [line for line in found.lines if line.role == "limit"]
    assert limits
    for line in limits:
        assert line.dashed
        assert any(each.role == "limit" and each.x > line.x2 for each in found.labels)
    # Each line of an infusion has its name; start and end differ by their stroke.
    starts = [line for line in found.lines if line.role == "event"]
    assert [line.dashed for line in starts] == [False, True]
    names = [each.text for each in found.labels if each.role == "event"]
    assert len(names) == 2
    assert "start" in names[0]
    assert "end" in names[1]
    # Each bar has its drug beside it.
    assert {"immunoglobulin", "anakinra"} <= set(texts(found))
