"""The routes: one module per page or topic."""
