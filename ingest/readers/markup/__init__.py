"""Formats of marked-up text: HTML, EPUB, Markdown, LaTeX."""
