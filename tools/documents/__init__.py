"""PDF bytes in, text by page out, read in a child process with limits. Called by `agents.correspondence`.

A PDF is a program from a stranger: it is opened only in a process that has no environment, little memory and little
time. Whatever ends that process other than well is a refusal with a plain reason.
"""

from __future__ import annotations

from tools.documents.reading import DocumentRefusedError, PdfText, read_pdf

__all__ = ["DocumentRefusedError", "PdfText", "read_pdf"]
