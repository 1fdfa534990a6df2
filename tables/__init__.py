"""Spreadsheets in and out: XLSX, ODS and CSV, within limits; nothing about a CTG."""
