"""Pure text functions: tokens, stems, sentences, quotes, questions, translations. No store, no model."""
