"""How much memory one piece of work takes at its peak, beyond what the process held before it."""

from pathlib import Path

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
# What makes the kernel forget the highest resident size so far (proc(5)).
FORGET = "5"


def _kilobytes(word):
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(word))


class Footprint:
    """Measures its block; ``megabytes`` is its peak, whatever was given back at its end."""

    megabytes = 0.0

    def __enter__(self):
        CLEAR.write_text(FORGET)
        self._before = _kilobytes("VmRSS")
        return self

    def __exit__(self, *_):
        self.megabytes = (_kilobytes("VmHWM") - self._before) / 1024
