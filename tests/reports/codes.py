"""Which codes the sources emit: where a code stands in a call, and what one put together becomes.

A new place of that kind fails a test of ``test_wording`` until it is listed here.
"""

from __future__ import annotations

from clinical.diagnosis.kawasaki import KawasakiVerdict
from desktop.rules import load_rulebook

RULES = load_rulebook()

# Which argument of which call is a code, and what stands before it in the wording file.
CODES = {
    "Alert": (1, "alert."),
    "ask": (1, "alert."),
    "_say": (1, "alert."),
    "Reason": (0, "reason."),
    "citing": (0, "reason."),
    "because": (0, "reason.kawasaki."),
    "would": (0, "reason.change."),
    "answer": (1, "reason."),
    "count_of": (1, "reason."),
    "_any": (1, "reason."),
    "more_needed": (0, "reason."),
    "_says": (1, "reason.trial."),
    "Problem": (1, "problem."),
    "refusal": (0, "problem."),
}
NO_Z = (
    "size_missing",
    "size_stale",
    "sex_missing",
    "outside_bsa",
    "outside_age",
    "implausible",
)
LIMITS = [limit.code for regimen in RULES.regimens.values() for limit in regimen.limit]
CAUTIONS = [caution.id for caution in RULES.cautions]
ASKED = [caution.id for caution in RULES.cautions if caution.when_unknown is not None]
# Checks about the child that are said again once the drug is charted.
CHARTED = {
    "allergy",
    "history",
    "creatinine_clearance_below",
    "hyperprolinaemia_with_l_proline",
}
ONCE = ("", "_once")
SPANS = ("in_window", "until_rescue")
# Codes put together at run time, by the file and the expression they stand in.
PUT_TOGETHER: dict[tuple[str, str], list[str]] = {
    ("clinical/alerts.py", "alert.code"): ["alert.value_unusual", "alert.unit_suspect"],
    ("clinical/alerts.py", "code"): ["alert.age_unusual_young", "alert.age_unusual_old"],
    ("clinical/alerts.py", "f'no_z.{why}'"): [
        *(f"alert.no_z.{why}" for why in NO_Z),
        "alert.no_z.segment_not_in_model",
    ],
    ("clinical/course/charted.py", "code"): [
        f"alert.charted.{caution.id}"
        for caution in RULES.cautions
        if caution.check in CHARTED
        and caution.history not in {rule.history or "-" for rule in RULES.interactions}
    ],
    ("clinical/dosing/cautions.py", "code"): [
        *(f"alert.caution.{name}" for name in CAUTIONS),
        "alert.caution.etanercept_late_no_end",
        "alert.caution.ivig_recent_no_end",
        "alert.caution.ivig_recent_running",
    ],
    ("clinical/dosing/cautions.py", "f'{code}_unknown'"): [
        f"alert.caution.{name}_unknown" for name in ASKED
    ],
    ("clinical/dosing/plan.py", "code"): [
        "alert.course_day",
        "alert.course_day_of",
        "alert.setting_below_usual",
        "alert.setting_unusual",
    ],
    # Passed on by a small function inside; its callers are found by name.
    ("clinical/dosing/weight.py", "code"): [],
    ("clinical/dosing/ladder_choice.py", "code"): [],
    ("clinical/dosing/ladder.py", "code"): [
        f"alert.ladder.{code}"
        for code in (
            "before_unknown",
            "secondary_fever",
            "silent_here",
            "silent_level",
            "step_before_missed",
            "step_disputed",
        )
    ],
    ("clinical/dosing/ladder.py", "question.code"): [
        f"alert.ladder.{code}"
        for code in ("charted_differs", "charted_unexpected", "charted_unknown", "charted_unread")
    ],
    ("clinical/diagnosis/echo_evidence.py", "code"): [
        "reason.echo.z_reported",
        "reason.echo.z_computed",
        "reason.echo.not_measured",
        *(f"reason.echo.no_z_{why}" for why in NO_Z),
    ],
    ("clinical/diagnosis/kawasaki.py", "code"): [
        "reason.kawasaki.complete_5_day",
        "reason.kawasaki.complete_4_day",
        "reason.kawasaki.complete_4_day_without_extremities",
        "reason.kawasaki.complete_3_day_override",
        "reason.kawasaki.coronary",
        "reason.kawasaki.incomplete",
        "reason.kawasaki.inflammation_low",
        "reason.kawasaki.supplementary_few",
        "reason.kawasaki.fever_onset_unknown",
        "reason.kawasaki.fever_onset_later",
    ],
    ("clinical/diagnosis/kawasaki.py", "'fever_ended_early' if ended_early else 'few_signs'"): [
        "reason.kawasaki.fever_ended_early",
        "reason.kawasaki.few_signs",
    ],
    # Passed on by a small function inside; its callers are found by name.
    ("clinical/diagnosis/kawasaki.py", "f'change.{code}'"): [],
    ("clinical/course/response_changes.py", "f'change.response_fever_{span}'"): [
        f"reason.change.response_fever_{span}" for span in SPANS
    ],
    ("clinical/course/response_changes.py", "f'change.response_free{after}_{span}'"): [
        f"reason.change.response_free{after}_{span}" for after in ("", "_after") for span in SPANS
    ],
    ("clinical/dosing/plan_changes.py", "f'change.{code}'"): [
        f"reason.change.plan_{code}"
        for code in (
            *("gap", "gaps", "finding", "question", "questions", "entry", "entries"),
            *("ladder_disputed", "ladder_agreed"),
        )
    ],
    ("clinical/dosing/plan_changes.py", "f'change.plan_{limit.rule.severity}_{side}'"): [
        f"reason.change.plan_{severity}_{side}"
        for severity in ("cap", "confirm")
        for side in ("over", "up_to")
    ],
    ("clinical/heart/class_borders.py", "code"): [
        f"reason.change.coronary_{change}" for change in ("wider", "narrower", "giant")
    ],
    ("clinical/diagnosis/kawasaki.py", "f'kawasaki.{code}'"): [],
    ("clinical/diagnosis/evidence.py", "f'lab.{code}'"): [
        f"reason.lab.{code}"
        for code in ("crp", "esr", "albumin", "wbc", "urine_wbc", "lymphocytes")
    ],
    ("clinical/diagnosis/misc_items.py", "code"): [
        "reason.misc.raised",
        "reason.misc.reduced",
        "reason.misc.unjudged",
    ],
    ("clinical/diagnosis/misc_categories.py", "f'sign.{name}'"): [
        f"reason.sign.{name}"
        for name in ("rash", "oral_changes", "conjunctivitis", "extremity_changes")
    ],
    ("clinical/diagnosis/misc_fever.py", "code"): [
        "reason.misc.fever_days",
        "reason.misc.fever_days_unknown",
    ],
    # Passed on by a small function inside; its callers are found by name.
    ("clinical/diagnosis/misc_exposure.py", "code"): [],
    (
        "clinical/diagnosis/misc_heart.py",
        "'echo.z_reported' if reported else 'echo.z_computed'",
    ): ["reason.echo.z_reported", "reason.echo.z_computed"],
    ("clinical/diagnosis/evidence.py", "node_code"): [
        "reason.sign.cervical_lymphadenopathy",
        "reason.sign.cervical_lymphadenopathy_measured",
    ],
    ("clinical/diagnosis/evidence.py", "code"): [
        "reason.sign.extremity_changes",
        "reason.sign.desquamation",
        "reason.lab.platelets",
        "reason.lab.platelets_on_day_7",
        "reason.lab.platelets_too_early",
        "reason.lab.platelets_only_early",
    ],
    ("clinical/course/ivig_response.py", "f'response.{code}'"): [
        f"reason.response.{code}"
        for code in (
            "no_infusion",
            "end_unknown",
            "too_early",
            "rescue_time_unknown",
            "rescue_before_hour",
            *(f"no_reading{span}" for span in ("", "_until_rescue", "_in_window")),
            "reading_unclear",
            "resistant",
            "resistant_corrected",
            *(f"{code}{n}" for code in ("masked", "mask_unclear", "responded") for n in ONCE),
        )
    ],
    ("clinical/course/ivig_response.py", "f'response.{pattern}'"): [
        "reason.response.persistent",
        "reason.response.recrudescent",
    ],
    ("clinical/course/ivig_response.py", "code"): [
        f"alert.response.{name}_{answer}"
        for name in RULES.ivig_response.other_causes.history
        for answer in ("unknown", "present")
    ],
    # The small function itself; its callers are found by name.
    ("clinical/course/eligibility_checks.py", "f'trial.{code}'"): [],
    ("clinical/course/eligibility_checks.py", "code"): [
        f"reason.trial.{code}"
        for code in ("age", "age_range", "no_childbearing_potential", "recorded", "recorded_at")
    ],
    ("clinical/course/eligibility_checks.py", "f'kawasaki_{found.verdict.value}'"): [
        f"reason.trial.kawasaki_{verdict.value}" for verdict in KawasakiVerdict
    ],
    ("clinical/course/interactions.py", "f'interaction.{rule.id}'"): [
        f"alert.interaction.{rule.id}" for rule in RULES.interactions
    ],
    ("clinical/course/holds.py", "code"): [
        "alert.hold.neutropenia_hold",
        *(
            f"alert.hold.{code}{assumed}"
            for code in ("liver_hold", "liver_repeat")
            for assumed in ("", "_assumed")
        ),
    ],
    ("clinical/dosing/order.py", "f'limit.{code}'"): [
        *(f"alert.limit.site_{severity}" for severity in ("info", "confirm", "cap", "stop")),
        *(f"alert.limit.{code}" for code in LIMITS),
        "alert.limit.chosen_cap",
    ],
    ("clinical/dosing/immunoglobulin.py", "f'limit.{code}'"): [
        "alert.limit.ivig_cumulative",
        "alert.limit.ivig_cumulative_unknown",
    ],
    ("clinical/log/follows.py", "f'{code}_missed' if missed else code"): [
        f"reason.log.laboratory_{lacking}{missed}"
        for lacking in ("one", "both")
        for missed in ("", "_missed")
    ],
    ("clinical/log/follows.py", "code"): [
        f"reason.log.{code}"
        for code in (
            *(f"dose_{state}" for state in ("due", "overdue")),
            *(f"afebrile_{state}" for state in ("fever", "unclear")),
            *(f"ivig_total{known}_running" for known in ("", "_open")),
            *(f"anakinra_{state}" for state in ("day_of", "over")),
            *(f"ivig_total{part}" for part in ("", "_open")),
        )
    ]
    # A hold is an alert of the course as well; here it is said as what follows.
    + [
        "reason.hold.neutropenia_hold",
        *(
            f"reason.hold.{code}{assumed}"
            for code in ("liver_hold", "liver_repeat")
            for assumed in ("", "_assumed")
        ),
    ],
    ("clinical/heart/level.py", "f'level.{code}{suffix}'"): [
        f"reason.level.{code}{suffix}"
        for code in ("max_ever", "current")
        for suffix in ("", "_reported")
    ],
    ("clinical/heart/level.py", "f'level.{code}_in_words'"): [
        "reason.level.max_ever_in_words",
        "reason.level.current_in_words",
    ],
    ("clinical/problem.py", "code"): [
        f"problem.{code}"
        for code in (
            "unknown_key",
            "unknown_key_of",
            "missing_key",
            "choice",
            "greater_than_equal",
            "less_than_equal",
            "int_type",
            "bool_type",
            "model_type",
            "dict_type",
            "tuple_type",
            "string_unicode",
        )
    ],
    ("desktop/case_store.py", "ENTRY_UNREADABLE"): ["problem.entry_unreadable"],
    ("records/files.py", "code"): ["problem.file_is_directory", "problem.file_unreadable"],
    ("desktop/command_line.py", "f\"{option.removeprefix('--')}_form\""): [
        "problem.confirm_form",
        "problem.setting_form",
    ],
    ("desktop/command_line.py", "f\"{option.removeprefix('--')}_doubled\""): [
        "problem.confirm_doubled",
        "problem.setting_doubled",
    ],
}
# Problems that are handed on as they were found.
HANDED_ON = {"problem.code", "found.code", "alert.code"}
