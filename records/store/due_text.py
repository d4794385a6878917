"""The next due dose of a child as it stands beside its name in the store. Pure."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

from clinical.dosing.kept_due import NextDose
from records.faults import StoreError
from records.store.case_parts import json_text


def due_text(due: NextDose | None) -> str:
    """Return what is kept; empty where nothing is due."""
    if due is None:
        return ""
    amount = str(due.amount) if due.amount is not None else None
    return json_text([due.at.isoformat(), due.agent, amount, due.unit])


def due_of(text: str) -> NextDose | None:
    """Return what was kept.

    Raises:
        StoreError: ``store_damaged`` where it is not what is ever kept.
    """
    if not text:
        return None
    try:
        at, agent, amount, unit = json.loads(text)
        known = Decimal(amount) if amount is not None else None
        return NextDose(datetime.fromisoformat(at), agent, known, unit)
    except (ValueError, TypeError, ArithmeticError):
        raise StoreError("store_damaged", path="") from None
