"""Sheets of SKUs: exported, changed in Excel or WPS, shown as differences, and written when these are confirmed."""
