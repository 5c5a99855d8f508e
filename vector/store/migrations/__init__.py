"""The steps that made the tables what they are; each file of ``versions`` is one."""
