"""Generated front pages, and the fit of the reader of front pages on them."""
