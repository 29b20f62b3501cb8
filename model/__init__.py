"""Torch and timm live here and nowhere else: embed, train, calibrate, assess, propose."""
