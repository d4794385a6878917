"""The contract's JSON: ``kd-bedside.assessment/1`` and ``kd-bedside.plan/1``, a file per block."""
