"""Strangers' bytes in, safe pictures and bytes out."""
