"""Pictures of every screen, for the README and for whoever judges a change by eye.

    python -m tools.screens [--only NAME...] [--to DIR]

starts a desk of its own with the demo's cast and a day's worth of cases, and takes each screen at
1440 and 390 pixels, light and dark, in English and in Simplified Chinese.
"""
