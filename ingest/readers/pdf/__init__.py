"""The parser of PDF, and OCR of its scanned pages."""
