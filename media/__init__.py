"""Bytes: safe decoding, the store of files and references, thumbnails."""
