"""Which tables speak of which rule file: the one place where a rule meets its rows.

``TABLES`` names the test functions that run the rows; ``EXCUSED`` holds each change that no row
can notice, with the reason. A rule file without an entry here fails a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clinical import test_age_limits as ages
from tests.clinical import test_aha_level as levels
from tests.clinical import test_anacomp as anacomp
from tests.clinical import test_body_size as body
from tests.clinical import test_cautions as cautions
from tests.clinical import test_coronary as coronary
from tests.clinical import test_coronary_assessment as vessels
from tests.clinical import test_coronary_classes as classes
from tests.clinical import test_coronary_coefficients as coefficients
from tests.clinical import test_doses as doses
from tests.clinical import test_follow_up as follow_up
from tests.clinical import test_given_doses as given_doses
from tests.clinical import test_interactions as interactions
from tests.clinical import test_ivig_response as response
from tests.clinical import test_kawasaki as kawasaki
from tests.clinical import test_log_dues as log_dues
from tests.clinical import test_misc as misc
from tests.clinical import test_misc_alerts as misc_alerts
from tests.clinical import test_monitoring as monitoring
from tests.clinical import test_more_scores as more_scores
from tests.clinical import test_outcomes as outcomes
from tests.clinical import test_plan_start as starts
from tests.clinical import test_regimens as regimens
from tests.clinical import test_rule_edges as edges
from tests.clinical import test_score_performance as performance
from tests.clinical import test_scores as scores
from tests.clinical import test_setting_limits as settings
from tests.clinical import test_temperature as temperature
from tests.clinical import test_time as time
from tests.clinical import test_trial_edges as trial_edges
from tests.clinical import test_units_and_limits as limits

if TYPE_CHECKING:
    from collections.abc import Callable

_DOSES = (
    doses.test_anakinra_is_dosed_as_the_table_says,
    doses.test_immunoglobulin_is_dosed_as_the_table_says,
)
_Z_SCORES = (
    coefficients.test_every_number_of_a_model_is_that_of_the_reference,
    coronary.test_the_z_score_is_the_worked_one,
    coronary.test_the_z_score_is_that_of_the_vector,
    coronary.test_a_newborn_is_younger_than_the_montreal_model,
    coronary.test_a_child_older_than_a_model_has_no_z_score_by_it,
)

_REGIMENS = (
    regimens.test_a_regimen_is_laid_out_as_the_table_says,
    regimens.test_a_ladder_is_laid_out_as_the_table_says,
    settings.test_a_setting_takes_what_the_table_says,
)
_IN_PHASES = (
    "anakinra_anacomp",
    "anakinra_kawakinra",
    "anakinra_misc_iv",
    "aspirin_high",
    "aspirin_low",
    "aspirin_moderate",
    "ciclosporin",
    "etanercept",
    "infliximab",
    "methotrexate",
    "methylprednisolone_low",
    "methylprednisolone_pulse",
    "prednisolone_raise",
)

TABLES: dict[str, tuple[Callable[..., None], ...]] = {
    "cautions": (
        regimens.test_a_regimen_is_laid_out_as_the_table_says,
        cautions.test_a_contraindication_speaks_as_the_table_says,
        cautions.test_a_question_of_the_history_speaks_as_the_table_says,
    ),
    "anacomp": (
        anacomp.test_the_eligibility_is_that_of_the_table,
        outcomes.test_an_outcome_of_anacomp_is_that_of_the_table,
        trial_edges.test_an_entry_without_a_time_or_a_number_is_read_as_the_table_says,
    ),
    "coronary": (
        body.test_outside_a_possible_body_surface_area_there_is_no_z,
        classes.test_a_coronary_segment_has_the_class_of_the_table,
        classes.test_the_document_prints_the_body_surface_areas_of_the_table,
        levels.test_the_level_is_that_of_the_table,
        vessels.test_a_z_beyond_belief_is_not_shown_and_the_giant_diameter_still_counts,
        edges.test_a_z_outside_minus_5_to_40_is_not_shown,
    ),
    "ctcae": (monitoring.test_the_grade_is_that_of_the_table,),
    "follow_up": (
        follow_up.test_the_follow_up_is_that_of_the_table,
        follow_up.test_the_schedule_of_2017_is_that_of_the_table,
        follow_up.test_the_schedule_of_2024_is_that_of_the_table,
        trial_edges.test_an_entry_without_a_time_or_a_number_is_read_as_the_table_says,
    ),
    "interactions": (interactions.test_the_record_warns_as_the_table_says,),
    "ivig_response": (response.test_the_response_is_as_the_table_says,),
    "kawakinra": (
        outcomes.test_an_outcome_of_kawakinra_is_that_of_the_table,
        trial_edges.test_an_entry_without_a_time_or_a_number_is_read_as_the_table_says,
    ),
    "misc_cdc_2020": (misc.test_the_cdc_2020_definition_is_as_the_table_says,),
    "misc_cste_2023": (misc.test_the_cste_2023_definition_is_as_the_table_says,),
    "misc_phenotype": (
        misc.test_the_phenotype_is_as_the_table_says,
        misc_alerts.test_a_pressure_under_the_limit_for_age_asks_for_shock,
    ),
    "misc_who_2020": (misc.test_the_who_definition_is_as_the_table_says,),
    "monitoring": (
        monitoring.test_defervescence_is_that_of_the_table,
        monitoring.test_the_function_of_the_heart_is_that_of_the_table,
        monitoring.test_the_grade_is_that_of_the_table,
        monitoring.test_what_is_held_is_that_of_the_table,
        outcomes.test_the_activity_is_that_of_the_table,
        log_dues.test_a_due_time_stands_as_the_chart_says,
        edges.test_the_course_is_that_of_its_edges,
    ),
    "fields": (
        limits.test_two_ways_to_write_an_amount_are_the_same_amount,
        limits.test_a_number_that_looks_like_the_other_unit_is_asked_about,
        limits.test_a_hard_limit_refuses_beyond_and_accepts_at,
        limits.test_a_hard_limit_of_an_echocardiogram_refuses_beyond_and_accepts_at,
        limits.test_a_node_is_never_below_nothing,
        limits.test_a_soft_limit_asks_beyond_and_is_quiet_at,
        limits.test_a_soft_limit_of_an_echocardiogram_asks_beyond_and_is_quiet_at,
        limits.test_a_weight_unusual_for_the_age_is_asked_about,
        limits.test_a_height_unusual_for_the_age_is_asked_about,
        ages.test_with_an_age_in_years_a_size_asks_only_where_no_possible_age_fits,
        edges.test_the_course_is_that_of_its_edges,
    ),
    "kawasaki": (
        kawasaki.test_the_aha_criteria_are_as_the_table_says,
        kawasaki.test_anaemia_begins_just_below_the_limit_of_the_age,
        kawasaki.test_anaemia_is_unknown,
    ),
    "products": _DOSES,
    "record": (
        ages.test_a_child_older_than_21_years_is_refused,
        ages.test_an_age_unusual_for_the_disease_is_told,
        given_doses.test_a_dose_nobody_can_have_given_is_refused,
        given_doses.test_an_unusual_dose_is_asked_about,
        limits.test_a_newborn_with_high_bilirubin_is_not_asked_about,
        starts.test_a_start_more_than_an_hour_ago_asks,
        time.test_the_length_of_an_infusion_is_elapsed_time,
    ),
    **{f"regimen_{name}": _REGIMENS for name in _IN_PHASES},
    "regimen_anakinra_fixed": (
        doses.test_anakinra_is_dosed_as_the_table_says,
        settings.test_a_setting_takes_what_the_table_says,
    ),
    "regimen_ivig": (
        doses.test_immunoglobulin_is_dosed_as_the_table_says,
        settings.test_a_setting_takes_what_the_table_says,
    ),
    "rounding": _DOSES,
    "score_egami": (
        scores.test_the_egami_score_is_as_the_table_says,
        performance.test_the_performance_of_a_score_is_the_published_one,
    ),
    "score_kobayashi": (
        scores.test_the_kobayashi_score_is_as_the_table_says,
        performance.test_the_performance_of_a_score_is_the_published_one,
    ),
    "score_sano": (
        scores.test_the_sano_score_is_as_the_table_says,
        performance.test_the_performance_of_a_score_is_the_published_one,
    ),
    "score_formosa": (
        more_scores.test_the_formosa_score_is_as_the_table_says,
        performance.test_the_performance_of_a_score_is_the_published_one,
    ),
    "score_harada": (
        more_scores.test_the_harada_score_is_as_the_table_says,
        performance.test_the_performance_of_a_score_is_the_published_one,
    ),
    "score_kawanet": (
        more_scores.test_the_kawanet_score_is_as_the_table_says,
        performance.test_the_performance_of_a_score_is_the_published_one,
    ),
    "score_nlr_plr": (
        more_scores.test_the_two_ratios_are_as_the_table_says,
        performance.test_the_performance_of_a_score_is_the_published_one,
    ),
    "score_son": (
        more_scores.test_the_son_score_is_as_the_table_says,
        performance.test_the_performance_of_a_score_is_the_published_one,
    ),
    "temperature": (
        temperature.test_the_armpit_alone_adds_half_a_degree,
        temperature.test_a_bound_is_compared_as_a_bound,
        temperature.test_an_antipyretic_hides_fever_for_6_hours,
        temperature.test_a_course_of_antipyretics_hides_fever_until_6_hours_after_its_end,
    ),
    "weight": _DOSES,
    "z_dallaire_2011": _Z_SCORES,
    "z_kobayashi_2016": _Z_SCORES,
    "z_lopez_2017": _Z_SCORES,
    "z_mccrindle_2007": _Z_SCORES,
    "z_olivieri_2009": _Z_SCORES,
}

# Files whose numbers decide nothing, with the reason.
WITHOUT_TABLE = {
    "regimen_plasma_exchange": "It has no dose, and so no number.",
    "edition": "The dates of issue and review: text that no verdict is computed with.",
    "sources": "Years of publication, for the reader of a citation.",
}

# Keys whose numbers decide nothing about a child, with the reason.
EXCUSED_KEYS = {
    "rank": "The order of display; two files of a kind with one rank are refused when read.",
}
EXCUSED_KEYS_OF_FIELDS = {
    "whole_digits": "How long a number may be typed; what it may be is held by the limits.",
    "decimals": "How finely a number may be typed; our own form, named by no source.",
}

_SMALLEST = "The first row holds for the smallest numbers, whatever size it names."
_NOTHING_GIVEN = "A given dose of nothing or less is refused of every drug, before its own limit."
_NEVER_AT = "No entry with a finite number of digits gives the limit itself."
_LOWER = "At the age that both bands hold their limit is the same, or the lower one asks."

_THREE_DIGITS = "100 has three digits, which the setting refuses first."
_NO_SUCH_LEVEL = "No level of a ladder lies between the two numbers."
_SC_STOP = "limit.2.daily_dose_per_kg_above_limit.per_kg_per_day.above"
_OUT_OF_RANGE = "The setting takes nothing beyond what is usual here."

# Single changes that nothing can tell from the shipped rule, with the reason.
EXCUSED = {
    "misc_phenotype: pressure.2.from_months: 12 to 11": _LOWER,
    "misc_phenotype: pressure.2.until_months: 132 to 133": _LOWER,
    "misc_phenotype: pressure.3.from_months: 132 to 131": _LOWER,
    "record: given_dose.0.ivig.hard.above: 0 to -1": _NOTHING_GIVEN,
    "record: given_dose.0.ivig.hard.above: above to minimum": _NOTHING_GIVEN,
    "record: given_dose.1.anakinra.hard.above: 0 to -1": _NOTHING_GIVEN,
    "record: given_dose.1.anakinra.hard.above: above to minimum": _NOTHING_GIVEN,
    "rounding: dose_mg.0.from_amount: 0 to 1": _SMALLEST,
    "rounding: dose_mg.0.from_amount: 0 to -1": _SMALLEST,
    "rounding: dose_g.0.from_amount: 0 to 1": _SMALLEST,
    "rounding: dose_g.0.from_amount: 0 to -1": _SMALLEST,
    "rounding: volume_ml.0.from_amount: 0 to -1": _SMALLEST,
    "rounding: rate_ml_per_hour.0.from_amount: 0 to 1": _SMALLEST,
    "rounding: rate_ml_per_hour.0.from_amount: 0 to -1": _SMALLEST,
    "kawasaki: anaemia.7.from_months: 180 to 179": (
        "The girls' limit from 15 years on is that of the band before it."
    ),
    "coronary: z.minimum: minimum to above": _NEVER_AT,
    "coronary: z.maximum: maximum to below": _NEVER_AT,
    "coronary: bsa_m2.minimum: minimum to above": _NEVER_AT,
    "coronary: bsa_m2.maximum: maximum to below": _NEVER_AT,
    "fields: field.height.soft_by_age.3.until_months: 264 to 265": (
        "A child of 22 years is refused before its height is looked at."
    ),
    "regimen_anakinra_fixed: setting.days.range.maximum: 99 to 100": _THREE_DIGITS,
    "regimen_anakinra_anacomp: setting.days.range.maximum: 99 to 100": _THREE_DIGITS,
    "regimen_anakinra_kawakinra: setting.days.range.maximum: 99 to 100": _THREE_DIGITS,
    "regimen_aspirin_low: setting.days.range.maximum: 99 to 100": _THREE_DIGITS,
    "regimen_anakinra_anacomp: setting.days.usual.minimum: 1 to 0": _OUT_OF_RANGE,
    f"regimen_anakinra_kawakinra: {_SC_STOP}: 8 to 9": _NO_SUCH_LEVEL,
    "regimen_anakinra_kawakinra: ladder.levels.1.infant.confirm_from: 8 to 7": _NO_SUCH_LEVEL,
    "regimen_anakinra_kawakinra: setting.days.usual.minimum: 1 to 0": _OUT_OF_RANGE,
    "regimen_aspirin_high: setting.doses_per_day.usual.maximum: 4 to 5": _OUT_OF_RANGE,
    "regimen_aspirin_moderate: setting.doses_per_day.usual.maximum: 4 to 5": _OUT_OF_RANGE,
    "regimen_aspirin_low: setting.doses_per_day.usual.minimum: 1 to 0": _OUT_OF_RANGE,
}
