"""The steps that made the tables what they are; each file of ``versions`` is one.

They lead forward only: the way back is a backup.
"""
