"""The top of a document's first page: its title, and the hospital beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.typesetting import (
    CAPTION,
    LABEL,
    RULE,
    STRONG,
    TITLE,
    Padding,
    gap,
    paragraph,
    plain,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.platypus import Flowable

    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

_SHARE_OF_TITLE = 0.62


def page_head(
    title: str, below: Sequence[str], rulebook: Rulebook, words: Wording, width: float
) -> Flowable:
    """Return title and hospital side by side; without a site file a blank line, never a sample."""
    site = rulebook.site
    hospital = dict(site.hospital) if site is not None else {}
    right: list[Flowable] = [
        paragraph(plain(hospital[name]), style)
        for name, style in (("name", STRONG), ("ward", CAPTION))
        if name in hospital
    ]
    if "telephone" in hospital:
        text = words.text("sheet.telephone", number=hospital["telephone"])
        right.append(paragraph(plain(text), CAPTION))
    if not right:
        right = [paragraph(plain(words.text("sheet.letterhead")), LABEL), gap(12)]
    left: list[Flowable] = [paragraph(plain(title), TITLE)]
    left += [paragraph(plain(line), CAPTION) for line in below]
    commands = [] if hospital else [("LINEBELOW", (1, 0), (1, 0), (0.6, RULE))]
    return table(
        [[left, right]],
        [width * _SHARE_OF_TITLE, width * (1 - _SHARE_OF_TITLE)],
        commands,
        padding=Padding(0, 14, 1.5, 1.5),
    )
