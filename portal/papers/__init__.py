"""Papers (公文样式的报告): one content, written as HTML, as PDF and as Word; plain functions, no table of their own."""

from portal.papers.paper import Cell, Column, Facts, Heading, Paper, Paragraph, Points, Table
from portal.papers.pdf import CannotPrint, lacking, pdf_of
from portal.papers.word import word_of

__all__ = [
    "CannotPrint",
    "Cell",
    "Column",
    "Facts",
    "Heading",
    "Paper",
    "Paragraph",
    "Points",
    "Table",
    "lacking",
    "pdf_of",
    "word_of",
]
