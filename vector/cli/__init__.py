"""The command line: ``vector COMMAND``; each command imports what it needs when it runs."""
