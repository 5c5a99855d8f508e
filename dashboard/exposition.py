"""Figures in the text form that Prometheus reads (exposition format 0.0.4)."""

from collections.abc import Iterable, Mapping

TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, object]
Sample = tuple[str, Labels, float]


def family(name: str, kind: str, told: str, samples: Iterable[Sample]) -> str:
    """One figure with its meaning, its kind and its samples: suffix, labels and value of each."""
    lines = [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]
    lines += [f"{name}{suffix}{_labels(labels)} {value:g}" if not float(value).is_integer()
              else f"{name}{suffix}{_labels(labels)} {int(value)}"
              for suffix, labels, value in samples]  # fmt: skip
    return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(str(each))}"' for name, each in labels.items()) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
