"""澜山县 Lanshan county: an invented place with invented counts, the same for everyone.

``geography`` draws the streets, ``county`` names them and their stations, ``counts`` makes the
surveys up to any day. Nothing here is or resembles a real place's data.
"""
