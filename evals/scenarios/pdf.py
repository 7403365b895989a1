"""A one-page PDF of plain lines, as small suppliers' programs make them. Lines in, bytes out."""

from __future__ import annotations

from collections.abc import Sequence

_TOP, _LEFT, _LEADING, _SIZE = 790, 56, 16, 10


def one_page(lines: Sequence[str]) -> bytes:
    """A4, Courier so that columns stand under each other, Windows-1252 text (PDF 1.4, section 5.3)."""
    shown = b"\n".join(b"(%b) Tj T*" % _escaped(line) for line in lines)
    stream = b"BT /F1 %d Tf %d TL %d %d Td\n%b\nET" % (_SIZE, _LEADING, _LEFT, _TOP, shown)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    document = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return document + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(document))
    )


def _escaped(line: str) -> bytes:
    text = line.encode("cp1252", "replace")
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
