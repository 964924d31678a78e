"""Metadata stated by people, in manifests and corrections."""
