"""Where things are kept: tables, migrations, and queries by subject."""
