"""Schema 2: a case has finalised discharge summaries. The tables stay as they were.

Only the number is new: a program that does not know the key says that the records are newer than
it is, and not that they are damaged.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = ()
