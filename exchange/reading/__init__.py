"""Reads spreadsheets as streams of rows, each with its physical line, and refuses what is not one."""

from exchange.reading.files import inspected, rows_of
from exchange.reading.sheets import FileRefused, Row, Sheet

__all__ = ["FileRefused", "Row", "Sheet", "inspected", "rows_of"]
