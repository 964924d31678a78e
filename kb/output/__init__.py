"""Output formats: JSON, bibliographies, Word, CSV, MCP, llama-index."""
