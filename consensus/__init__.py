"""What votes add up to: which question to ask next, and rebuilding what is derived."""
