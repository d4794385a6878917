"""The sheet of all active plans: a block for each drug, one list of due times, what is void."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clinical.record.case import Treatment, Weight
from clinical.record.entry import Recorded
from clinical.record.kept_plan import Signature
from reports.fonts import PaperError
from tests.reports.active import REASON, Active, with_plans
from tests.reports.printed_pages import pages_of, plain_words
from tests.reports.sheets import AS_OF, START, child, rulebook

if TYPE_CHECKING:
    from reports.page import Paper

THREE = with_plans(["ivig", "aspirin_moderate", "anakinra_kawakinra"])


def charted(active: Active, at: int, mg: str, **more: object) -> Active:
    """Return the child with aspirin charted so many hours after the start."""
    dose = Treatment.model_validate(
        {
            "agent": "aspirin", "start": START + timedelta(hours=at), "dose": Decimal(mg),
            "dose_unit": "mg", "status": "given", **more,
        }
    )  # fmt: skip
    case = active.case
    return replace(active, case=case.replace(treatments=(*case.treatments, dose)))


def at_weight(active: Active, kg: str, *, hours: int) -> Active:
    """Return the child weighed anew, and the sheet made two hours later."""
    at = AS_OF + timedelta(hours=hours)
    weighed = Weight(at=at, kg=Decimal(kg))
    case = active.case.replace(weights=(*active.case.weights, weighed))
    return replace(active, case=case, at=at + timedelta(hours=2))


@pytest.mark.hazard("H51")
def test_each_active_plan_has_its_block_with_code_version_and_who_signed() -> None:
    text = THREE.words()
    assert "3 active plans, as of 16-Nov-2026 14:00" in text
    for title in (
        "1 Immunoglobulin intravenous",
        "2 Aspirin, moderate dose",
        "3 Anakinra, KAWAKINRA",
    ):
        assert title in text
    codes = re.findall(r"Plan ([0-9A-F]{4}-[0-9A-F]{4}), version 1", text)
    assert len(set(codes)) == 3
    assert text.count("signed by Dr B. Example, 16-Nov-2026 14:00") == 3
    # 16.5 kg x 2 g/kg; 16.5 kg x 30 mg/kg / 4 = 123.75; 16.5 kg x 2 mg/kg.
    assert "16.5 kg on 16-Nov-2026 × 2 g/kg = 33 g" in text
    assert "16.5 kg on 16-Nov-2026 × 30 mg/kg ÷ 4 doses a day = 123.75 mg" in text
    assert "16.5 kg on 16-Nov-2026 × 2 mg/kg = 33 mg" in text
    # The rules want a second person for immunoglobulin, and nobody checked.
    for page in THREE.pages():
        assert "NOT CHECKED: immunoglobulin intravenous" in page.words
        assert "EXAMPLE, Ada" in page.words
    # The rates by the clock, with room for what is observed.
    assert "Blood pressure" in text
    assert "19:30" in text


def test_all_due_times_stand_in_one_list_in_the_order_of_time() -> None:
    text = THREE.words()
    listed = text[text.index("All doses due") : text.index("Sources")]
    # Immunoglobulin once, aspirin four times a day for 7 days, anakinra daily for 14 days.
    assert "43 due times of 3 plans" in listed
    times = re.findall(r"[A-Z][a-z]{2} (\d{2})-Nov-2026 (\d{2}):00 (\w+)", listed)
    moments = [(int(day), int(hour)) for day, hour, _ in times]
    assert moments == sorted(moments)
    first = [drug for day, hour, drug in times if (day, hour) == ("16", "18")]
    assert sorted(first) == ["anakinra", "aspirin", "immunoglobulin"]
    # A rung that waits is printed with what it waits for, each dose with a box of its own.
    assert "Exactly one of these:" in listed
    assert re.search(r"☐ 66 mg = 0.44 mL: if .*38.0 °C or more at H24 \(fever\)", listed)


def test_what_was_charted_is_ticked_and_what_is_over_is_counted() -> None:
    given = charted(THREE, 0, "124", recorded=Recorded(at=START, by="Cleo Nurse"))
    sameday = replace(given, at=START + timedelta(hours=3)).words()
    assert "given 18:00 by Cleo Nurse" in sameday
    assert "☒" in sameday
    # The next evening the first day is over: one dose given; immunoglobulin and anakinra were not.
    later = replace(given, at=START + timedelta(hours=25)).words()
    assert "Before 17-Nov-2026: 1 charted as given" in later
    assert "Mon 16-Nov-2026 18:00 aspirin" not in later


@pytest.mark.hazard("H51")
def test_a_new_weight_makes_the_sheet_void_on_every_page() -> None:
    # 16.5 kg + 10 percent = 18.15 kg.
    for page in at_weight(THREE, "18.2", hours=20).pages():
        assert "VOID." in page.words
    for page in at_weight(THREE, "18.1", hours=20).pages():
        assert "VOID" not in page.words


@pytest.mark.hazard("H40", "H51")
def test_an_old_weight_asks_for_a_new_one_and_voids_nothing() -> None:
    # The weight is of the start; it is old after 7 days (clinical.md, contract "Plan").
    for page in replace(THREE, at=START + timedelta(days=8)).pages():
        assert "WEIGH AGAIN." in page.words
        assert "VOID" not in page.words


@pytest.mark.hazard("H51")
def test_a_plan_that_would_be_another_today_is_drawn_as_it_was_signed() -> None:
    text = at_weight(THREE, "18.2", hours=20).words()
    assert "The program would work it out otherwise today" in text
    assert "aspirin — DOSE 124 mg — oral — every 6 hours" in text
    assert "18.2 kg, measured" in text
    # Nothing is recalculated: 18.2 kg x 30 mg/kg / 4 = 136.5 mg.
    assert "136" not in text


@pytest.mark.hazard("H51")
def test_a_superseded_version_says_so_on_every_page_and_its_successor_does_not() -> None:
    active = with_plans(["aspirin_moderate"])
    (first,) = active.case.plans
    old = first.replace(state="superseded")
    signed = Signature(at=AS_OF + timedelta(hours=1), by="Dr C. Example")
    new = first.replace(version=2, signed=signed)
    both = replace(
        active, case=active.case.replace(plans=(old, new)), at=AS_OF + timedelta(hours=2)
    )
    for page in pages_of(both.pdf(chosen=old)):
        assert (
            "SUPERSEDED, aspirin: version 2 of 16-Nov-2026 15:00 stands. Do not give by this sheet."
            in page.words
        )
        assert "version 1" in page.words
    assert "SUPERSEDED" not in both.words()
    assert "1 active plan, as of" in both.words()
    assert ", version 2" in both.words()


@pytest.mark.hazard("H51")
@pytest.mark.parametrize(
    ("state", "band"),
    [("stopped", "STOPPED, aspirin."), ("void", "VOID, aspirin."), ("draft", "DRAFT, aspirin.")],
)
def test_a_plan_that_is_not_in_force_says_so(state: str, band: str) -> None:
    active = with_plans(["aspirin_moderate"])
    (kept,) = active.case.plans
    ended = kept.model_copy(update={"state": state})
    other = replace(active, case=active.case.replace(plans=(ended,)))
    for page in pages_of(other.pdf(chosen=ended)):
        assert band in page.words
    with pytest.raises(PaperError) as refusal:
        other.pdf()
    assert refusal.value.code == "no_active_plan"


@pytest.mark.hazard("H51")
def test_a_drug_that_is_refused_by_now_is_stopped_on_every_page() -> None:
    record = with_plans(["anakinra_fixed"])
    # Under 0.5 x 10^9/L no anakinra is begun or gone on with.
    blood = [
        {"at": "2026-11-16T09:00:00+01:00", "code": "neutrophils", "value": "0.3", "unit": "10*9/L"}
    ]
    ill = child(observations=blood).replace(plans=record.case.plans)
    for page in replace(record, case=ill).pages():
        assert "STOP, anakinra." in page.words


def test_reasons_of_a_signed_plan_are_printed_with_their_name() -> None:
    estimated = [{"at": "2026-11-16T08:30:00+01:00", "kg": "16.5", "method": "estimated"}]
    text = with_plans(["anakinra_fixed"], child(weights=estimated)).words()
    assert "Confirmed knowingly" in text
    assert f"Reason: {REASON} (Dr B. Example)" in text


def test_every_regimen_that_can_be_signed_has_its_block() -> None:
    settings = {"anakinra_misc_iv": {"critical": "false"}}
    for name, regimen in rulebook().regimens.items():
        text = with_plans([name], settings=settings, site=None).words()
        assert f"1 {regimen.title}" in text
        # How it ends stands in every block, also of a treatment without a dose.
        assert plain_words(regimen.stop_rule) in text


def test_the_same_record_gives_the_same_bytes() -> None:
    assert THREE.pdf() == THREE.pdf()


@pytest.mark.hazard("H51")
def test_of_a_child_who_died_no_sheet_is_made_but_of_a_kept_plan_for_the_record() -> None:
    active = charted(with_plans(["aspirin_moderate"]), 0, "124")
    case = active.case.replace(involvement=active.case.involvement.replace(died="present"))
    after = replace(active, case=case, at=START + timedelta(hours=5))
    with pytest.raises(PaperError) as refusal:
        after.pdf()
    assert refusal.value.code == "child_died"
    (plan,) = case.plans
    for page in pages_of(after.pdf(chosen=plan)):
        assert "THE CHILD HAS DIED. For the record only: give nothing by this sheet." in page.words
    text = after.words(chosen=plan)
    # One of the 28 doses was charted; none of the others is due or overdue.
    assert "1 due time" in text
    assert "given 18:00" in text
    assert "OVERDUE" not in text
    listed = text[text.index("All doses due") : text.index("Check before giving")]
    assert "\N{BALLOT BOX}" not in listed


def test_a_dose_nobody_charted_is_not_said_to_have_been_missed() -> None:
    """Unknown is not "no": it may have been given, and nothing of it stands in the log."""
    given = charted(THREE, 0, "124")
    refused = charted(given, 6, "124", status="refused")
    # At 25 hours, 17-Nov 19:00: of 16-Nov 18:00 one aspirin was charted, and of the immunoglobulin
    # and the anakinra of that hour nothing.
    text = replace(given, at=START + timedelta(hours=25)).words()
    assert (
        "Before 17-Nov-2026: 1 charted as given, 0 as withheld or refused, 1 not charted." in text
    )
    assert "What is charted stands in the treatment log." in text
    assert "MISSED" not in text
    assert "missed" not in text
    # The refused one of 17-Nov 00:00 stands there a day later; those after it are not charted.
    later = replace(refused, at=START + timedelta(hours=49)).words()
    assert "1 charted as given, 1 as withheld or refused," in later


@pytest.mark.hazard("H51")
def test_one_weight_that_is_against_several_plans_is_one_band() -> None:
    # 18.2 kg are 10.3 percent more than 16.5 kg: the limit is 10.
    for page in at_weight(THREE, "18.2", hours=20).pages():
        assert page.words.count("VOID.") == 1
        assert (
            "VOID. Immunoglobulin intravenous (IVIG); Aspirin, moderate dose; "
            "Anakinra, KAWAKINRA ladder: these active plans are for 16.5 kg, "
            "and the child weighs 18.2 kg now" in page.words
        )
    alone = at_weight(with_plans(["aspirin_moderate"]), "18.2", hours=20)
    assert "VOID. Aspirin, moderate dose: the active plan is for 16.5 kg" in alone.words()


def test_of_two_plans_of_one_drug_each_row_says_whose_it_is() -> None:
    text = with_plans(["aspirin_high", "aspirin_low"]).words()
    listed = text[text.index("All doses due") :]
    assert "2 plans give aspirin: make sure that each is meant before giving it." in listed
    assert re.search(r"18:00 aspirin Aspirin, high dose 330 mg", listed)
    assert re.search(r"18:00 aspirin Aspirin, low dose 50 mg", listed)
    assert "plans give" not in with_plans(["aspirin_high"]).words()


@pytest.mark.hazard("H48")
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_no_word_of_the_list_is_broken(paper: Paper) -> None:
    pulse = with_plans(["methylprednisolone_pulse", "ivig"])
    text = " ".join(page.words for page in pulse.pages(paper))
    listed = text[text.index("All doses due") :]
    assert "Given at Given by Checked by" in listed
    # 30 mg/kg of 16.5 kg are 495 mg.
    assert re.search(r"\d\d:00 methylprednisolone 495 mg", listed)


def test_a_signature_box_says_for_which_drug_it_is() -> None:
    text = THREE.words()
    for number, title in ((1, "Immunoglobulin"), (2, "Aspirin"), (3, "Anakinra")):
        assert f"Signatures for {number} {title}" in text


def test_the_sources_never_stand_alone_on_a_page() -> None:
    for names in (
        ["aspirin_low"],
        ["anakinra_fixed"],
        ["prednisolone_raise"],
        ["aspirin_high", "aspirin_low"],
        ["methylprednisolone_pulse", "ivig"],
    ):
        pages = with_plans(names).pages()
        (last,) = [page for page in pages if "Sources" in page.words]
        assert "Call the doctor" in last.words, names
