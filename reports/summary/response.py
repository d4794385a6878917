"""The answer to immunoglobulin, as a card: four definitions, the hours left, what supports them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.course.ivig_response import ResponseVerdict
from reports.formats import compared_text, hours_text, moment_text, quantity_text
from reports.summary.cards import Card, CardLine, Mark, Tone, alert_line, missing_text, reason_line
from reports.wording import DAGGER

if TYPE_CHECKING:
    from fractions import Fraction

    from clinical.assess import Assessment
    from clinical.course.ivig_response import Clock, InfusionResponse
    from clinical.course.laboratory_fall import Fall
    from clinical.measurements import Measured
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

_TONES: dict[ResponseVerdict, Tone] = {
    ResponseVerdict.RESISTANT: "caution",
    ResponseVerdict.RESPONDED: "good",
    ResponseVerdict.TOO_EARLY: "unknown",
    ResponseVerdict.UNDETERMINED: "unknown",
}
_MARKS: dict[ResponseVerdict, Mark] = {
    ResponseVerdict.RESISTANT: "met",
    ResponseVerdict.RESPONDED: "not_met",
    ResponseVerdict.TOO_EARLY: "unknown",
    ResponseVerdict.UNDETERMINED: "unknown",
}


def response_card(assessment: Assessment, words: Wording) -> Card:
    """Return what the clocks say, the latest infusion in the headline."""
    found = assessment.response
    later = found.later
    latest = later[-1] if later else found.first
    # A reading without a site may be a fever: no all-clear over it.
    unsure = [alert for alert in assessment.alerts if alert.code == "temperature_site_unknown"]
    tone = _TONES[latest.deciding.verdict]
    return Card(
        id="ivig_response",
        title=assessment.rulebook.ivig_response.title,
        headline=response_headline(latest, words, several=bool(later)),
        tone="caution" if unsure and tone == "good" else tone,
        missing=_missing(latest.deciding, words),
        reasons=(
            *(_clock_line(clock, words) for clock in found.first.clocks),
            *(_later_line(item, words) for item in later),
            *(reason_line(reason, words) for reason in found.reasons),
        ),
        would_change=tuple(reason_line(reason, words) for reason in found.would_change),
        notes=(
            *(alert_line(alert, words) for alert in unsure),
            *(fall_line(fall, assessment.rulebook, words) for fall in found.falls if fall.after),
            *(alert_line(alert, words) for alert in found.alerts),
            *_window_note(assessment, words),
        ),
    )


def _missing(clock: Clock, words: Wording) -> tuple[CardLine, ...]:
    """Return what the headline lacks."""
    field = clock.because.field
    if clock.verdict is not ResponseVerdict.UNDETERMINED or field is None:
        return ()
    return (CardLine(missing_text(field, words), field, mark="unknown"),)


def response_headline(item: InfusionResponse, words: Wording, *, several: bool) -> str:
    clock = item.deciding
    # The headline needs no corrected value; the line of the clock below has it.
    code = clock.because.code.removeprefix("response.").removesuffix("_corrected")
    text = words.text(f"verdict.response.{code}", **clock.because.values)
    if not several:
        return text
    return words.text("card.response_of_infusion", number=item.infusion.n, verdict=text)


def _clock_line(clock: Clock, words: Wording) -> CardLine:
    text = words.text(
        "card.response_clock",
        title=clock.rule.title,
        hours=clock.rule.hours,
        verdict=words.text(f"verdict.response_word.{clock.verdict.value}"),
        because=words.reason(clock.because),
    )
    if clock.hours_until is not None:
        text = words.text("card.response_left", text=text, left=hours_text(clock.hours_until))
    mark = _MARKS[clock.verdict]
    return CardLine(text, clock.because.field, clock.rule.source, mark, note=clock.rule.note)


def _later_line(item: InfusionResponse, words: Wording) -> CardLine:
    clock = item.deciding
    line = _clock_line(clock, words)
    text = words.text("card.response_of_infusion", number=item.infusion.n, verdict=line.text)
    return CardLine(text, line.field, line.source, line.mark, note=line.note)


def fall_line(fall: Fall, rulebook: Rulebook, words: Wording) -> CardLine:
    rule = rulebook.ivig_response.laboratory
    percent = fall.exact_percent
    if percent is None or fall.before is None or fall.after is None:
        text = words.text("card.response_fall_unknown", name=words.name(fall.code))
    else:
        text = words.text(
            "card.response_fall" if percent >= 0 else "card.response_rise",
            name=words.name(fall.code),
            percent=fall_text(abs(percent), rulebook),
            verdict=words.text(f"verdict.fall.{fall.verdict}"),
            before=_shown(fall.before),
            after=_shown(fall.after),
        )
    return CardLine(text, fall.code, rule.source, note=rule.note)


def _shown(item: Measured) -> str:
    quantity = item.quantity
    amount = quantity_text(quantity, item.observation.comparator) if quantity is not None else ""
    return f"{amount} ({moment_text(item.at)})"


def _window_note(assessment: Assessment, words: Wording) -> tuple[CardLine, ...]:
    """Say until when readings count, where the clocks run."""
    if assessment.response.first.infusion.end is None:
        return ()
    window = assessment.rulebook.ivig_response.window
    dagger = f" {DAGGER}" if window.unverified else ""
    text = words.text("card.response_window", days=window.days) + dagger
    return (CardLine(text, source=window.source, note=window.note),)


def fall_text(percent: Fraction, rulebook: Rulebook) -> str:
    """Return a fall to one decimal, and to more where one would put it into another band."""
    rule = rulebook.ivig_response.laboratory
    return compared_text(percent, (rule.equivocal_from, rule.responder_from), places=1)
