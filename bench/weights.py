"""Writing of fitted weights into `kb/ranking_config.py`, for fitting commands with `--write`."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import kb.ranking_config
from kb.clock import today

CONFIG = Path(kb.ranking_config.__file__)
_DATE = re.compile(r"(?<=\()\d{4}-\d\d-\d\d(?=, multilingual-e5-small\))")


def written(source: str, record: str, values: Mapping[str, float], date: str) -> str:
    """The source with these defaults of the dataclass `record`, and with `date` (ISO) in its docstring as that of the fit.

    Everything else is unchanged, including comments. Raises ValueError for an unknown record or field.
    """
    if (found := re.search(rf"^class {record}\b", source, re.M)) is None:
        raise ValueError(f"no record {record} in {CONFIG.name}")
    begins = found.start()
    ends = source.find("\n@dataclass", begins)
    block, rest = source[begins:ends], source[ends:]
    for name, value in values.items():
        block, changed = re.subn(rf"^(    {name}: float = )[-\d.e]+", rf"\g<1>{value}", block, flags=re.M)
        if not changed:
            raise ValueError(f"{record} has no weight {name}")
    return source[:begins] + _DATE.sub(date, block, count=1) + rest


def report(record: str, values: Mapping[str, float], path: Path = CONFIG) -> None:
    """Print the fitted weights; with `--write` on the command line also write them, dated today."""
    print(f"{record}: {dict(values)}")
    if "--write" in sys.argv[1:]:
        changed = written(path.read_text(encoding="utf-8"), record, values, today().isoformat())
        path.write_text(changed, encoding="utf-8")
        print(f"written to {path}")
