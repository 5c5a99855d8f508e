"""Coverage-guided fuzzing of the readers, with atheris (a tool of this script alone).

    pip install atheris
    python tests/bench/fuzzing.py [-max_total_time=300] [-runs=N] [CORPUS]

What is mutated is what the readers come to see: the parts of an archive are unpacked, one of them
is changed, and all are packed again with right checksums. A traceback, a warning, a minute or
500 MB that one file takes (the peak of the process while it is read, not only what is left) stop
the run and leave the file. Sentences that refuse a file are what is wanted.
"""

import random
import sys
import tempfile
import warnings
import zipfile
import zlib
from contextlib import suppress
from datetime import date
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1] / "vector" / "intake"))

from footprint import Footprint
from mangled import _repacked, malformed

with atheris.instrument_imports(include=["vector.intake"]):
    from vector.intake import read
    from vector.intake.verdict import marked_workbook

from vector.catalog import load
from vector.errors import IntakeError

CATALOG = load()
TODAY = date(2026, 1, 31)
SEEDS = 200
MOST_MEGABYTES = 500
# Counting what is covered makes a file five times slower; malformed_files.py holds to ten seconds.
BOUNDS = ["-timeout=60", "-rss_limit_mb=1500", "-malloc_limit_mb=500", "-max_len=65536"]


def look(content):
    """Read a file and write its verdict; an IntakeError is an answer."""
    with Footprint() as taken, suppress(IntakeError):
        found = read(content, "fuzz", CATALOG, today=TODAY)
        assert found.rows == found.accepted + found.held + sum(found.skipped.values())
        marked_workbook(found)
    assert taken.megabytes <= MOST_MEGABYTES, f"{taken.megabytes:.0f} MB"


def mutate(content, longest, seed):
    """Change one part of an archive, or the bytes of anything else."""
    chance = random.Random(seed)
    if content.startswith(b"PK") and chance.random() < 0.8:
        try:
            return _repacked(content, lambda members: _change(members, chance, longest))[:longest]
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError):
            pass  # an archive that is damaged already is changed as bytes
        except RuntimeError:
            pass  # encrypted
    return atheris.Mutate(content, longest)


def _change(members, chance, longest):
    if not members:
        raise ValueError("an empty archive")
    name = chance.choice(sorted(members))
    members[name] = atheris.Mutate(members[name], max(len(members[name]) + 64, 256))


def main():
    warnings.simplefilter("error")
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    with tempfile.TemporaryDirectory() as made:
        corpus = Path(folders[0] if folders else made)
        for number in range(SEEDS):
            _, _, _, content = malformed(number)
            if len(content) < 1 << 16:
                (corpus / f"{number}").write_bytes(content)
        options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
        atheris.Setup([sys.argv[0], *BOUNDS, *options, str(corpus)], look, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
