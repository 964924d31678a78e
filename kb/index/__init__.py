"""Derived indexes: disposable, rebuilt from the store."""
