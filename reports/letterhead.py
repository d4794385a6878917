"""The head of a document: what it is, beside the hospital, the ward, the telephone and the logo.

They come from the site file and from nowhere else; what it does not name is a line for the pen,
never a sample.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Image

from reports.fonts import PaperError
from reports.typesetting import CAPTION, LABEL, RULE, STRONG, Padding, gap, paragraph, plain, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.platypus import Flowable

    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

_SHARE_OF_TITLE = 0.62
_LOGO_WIDTH, _LOGO_HEIGHT = 110.0, 38.0


def letterhead(
    title: Sequence[Flowable], rulebook: Rulebook, words: Wording, width: float
) -> Flowable:
    """Return the title of a document, beside whose paper it is."""
    site = rulebook.site
    hospital = dict(site.hospital) if site is not None else {}
    right: list[Flowable] = []
    if site is not None and site.logo is not None:
        right += [_logo(site.logo), gap(3)]
    right += [
        paragraph(plain(hospital[name]), style)
        for name, style in (("name", STRONG), ("ward", CAPTION))
        if name in hospital
    ]
    if "telephone" in hospital:
        text = words.text("sheet.telephone", number=hospital["telephone"])
        right.append(paragraph(plain(text), CAPTION))
    if not hospital:
        right += [paragraph(plain(words.text("sheet.letterhead")), LABEL), gap(12)]
    return table(
        [[list(title), right]],
        [width * _SHARE_OF_TITLE, width * (1 - _SHARE_OF_TITLE)],
        [] if hospital else [("LINEBELOW", (1, 0), (1, 0), (0.6, RULE))],
        padding=Padding(0, 14, 1.5, 1.5),
    )


def _logo(content: bytes) -> Flowable:
    """Return the logo in its own proportions, as large as the room allows."""
    try:
        across, down = ImageReader(BytesIO(content)).getSize()
    except Exception as error:
        # The site file was refused if it could not be read: this is another reader's word.
        raise PaperError("logo") from error
    scale = min(_LOGO_WIDTH / across, _LOGO_HEIGHT / down)
    return Image(BytesIO(content), across * scale, down * scale, hAlign="LEFT")
