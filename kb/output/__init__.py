"""How results leave: JSON, bibliographies, Word, MCP, llama-index."""
