"""A dosing sheet, beside its lines of text put on as many bare pages."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desktop.demo import example_sheet
from desktop.pdf_pages import PdfPages
from desktop.rules import load_rulebook
from reports.fonts import REGULAR, register_fonts
from tests.bench.measure import Result, by_turns


def sheet() -> Result:
    rulebook = load_rulebook(None)
    pages = PdfPages(example_sheet(rulebook))
    lines = [pages.text(index).splitlines() for index in range(len(pages))]
    pages.close()
    register_fonts()

    def bare() -> bytes:
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=A4, invariant=True)
        for page in lines:
            canvas.setFont(REGULAR, 8)
            for number, line in enumerate(page):
                canvas.drawString(40, 800 - 9 * number, line)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return by_turns(
        "a dosing sheet as PDF", lambda: example_sheet(rulebook), "its lines on bare pages", bare
    )
