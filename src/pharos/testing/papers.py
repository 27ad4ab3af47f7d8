"""Small documents for tests, written here byte by byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

SIZE = "[0 0 300 400]"
DOCX = {
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": "<w:document><w:p><w:t>My order</w:t></w:p></w:document>",
}
XLSX = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": "<workbook/>",
    "xl/sharedStrings.xml": "<sst><si><t>2026-11-20</t></si><si><t>0.5 BTC</t></si></sst>",
}


def pdf(*texts: str, besides: str = "<<>>", box: str = SIZE, trailer: str = "") -> bytes:
    """A PDF with one page for each text, and one object besides."""
    kids = " ".join(f"{5 + 2 * place} 0 R" for place in range(len(texts)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(texts)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        besides,
    ]
    for place, text in enumerate(texts):
        drawn = f"BT /F1 12 Tf 20 360 Td 14 TL ({text}) Tj ET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox {box}/Contents {6 + 2 * place} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream")
    made, places = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{written}\nendobj\n".encode("latin-1")
    lines = "".join(f"{place:010d} 00000 n \n" for place in places)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{lines}"
    about = f"<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>"
    end = f"trailer{about}\nstartxref\n{len(made)}\n%%EOF\n"
    return made + table.encode() + end.encode()


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive, and so also an Office document."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()
