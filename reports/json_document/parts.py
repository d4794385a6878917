"""What the blocks share: numbers as strings, rules, reasons, alerts.

Numbers travel as strings that hold decimals. Keys may be added, never renamed or dropped.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from clinical.dosing.dose import decimal_of

if TYPE_CHECKING:
    from decimal import Decimal

    from clinical.findings import Alert, Reason
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

Document = dict[str, Any]


def plain(value: Decimal | Fraction | int) -> str:
    """Return a number as a decimal string; a quotient that does not end has four decimals."""
    number = decimal_of(Fraction(value))
    return f"{number:f}"


def rulebook_document(rulebook: Rulebook) -> Document:
    """Return which rules a result was computed with."""
    return {"edition": rulebook.edition, "sha256": rulebook.sha256}


def site_document(rulebook: Rulebook) -> Document | None:
    """Return which site rules lie over the shipped ones."""
    site = rulebook.site
    return None if site is None else {"name": site.name, "sha256": site.sha256}


def reason_document(reason: Reason, words: Wording) -> Document:
    """Return one line of an explanation."""
    return {
        "id": reason.field or reason.code,
        "state": reason.finding.value,
        "text": words.reason(reason),
        "source": reason.source,
        "note": reason.note,
    }


def alert_document(alert: Alert, words: Wording) -> Document:
    """Return an alert."""
    return {
        "severity": alert.severity,
        "code": alert.code,
        "text": words.alert(alert),
        "source": alert.source,
    }


def json_text(document: Document) -> str:
    """Return a document as text."""
    return json.dumps(document, ensure_ascii=False, indent=2)
