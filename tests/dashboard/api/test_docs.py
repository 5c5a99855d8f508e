"""The examples of docs/api.md do what they say, against a server that really listens."""

import os
import re
import subprocess
from pathlib import Path

from live import serving

from dashboard.api.openapi import document

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_every_example_runs(app, program, tmp_path):
    assert len(EXAMPLES) > 9
    token = program("manager").bearer["Authorization"].removeprefix("Bearer ")
    with serving(app) as address:
        surroundings = os.environ | {"BASE": address, "TOKEN": token, "no_proxy": "127.0.0.1"}
        done = subprocess.run(
            ["bash", "-euxo", "pipefail", "-c", "\n".join(EXAMPLES)],
            cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-500:]
    assert '"stored":1' in done.stdout
    assert '"item":1' in done.stdout
    assert (tmp_path / "marked.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "densities.xlsx").read_bytes().startswith(b"PK")


def test_every_address_told_of_exists(app):
    known = set(document(app, "zh")["paths"])
    told = re.findall(r"`(/[a-z0-9_/{}]+)(?:\?[^`]*)?`", PAGE)
    paths = {path.replace("{id}", "{}") for path in told if not path.startswith("/api/")}
    assert len(paths) > 20
    assert paths <= {re.sub(r"{\w+}", "{}", path) for path in known}
