"""The page in a real browser, over the real application and the real graph."""
