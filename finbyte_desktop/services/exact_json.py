"""JSON files whose numbers are read as they are written, never as floats."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

from finbyte_desktop.core.errors import UserError


def read_json(path: Path) -> Any:
    """What a file says, plain or .gz, numbers as texts. Raises UserError for one that is not there, damaged
    or no JSON, for NaN and infinity, and for a name that is given twice.
    """

    def refuse(name: str) -> None:
        raise UserError(f"{path.name}: {name} is not a number.", "not_finite")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise UserError(f'{path.name}: "{twice}" is said twice. Leave one of them.', "said_twice", twice)
        return made

    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix.lower() == ".gz" else raw).decode()
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=refuse, object_pairs_hook=once)
    except FileNotFoundError:
        raise UserError(
            f"There is no file {path}. Nothing was run; check its name.", "no_such_file"
        ) from None
    except json.JSONDecodeError as error:
        raise UserError(
            f"{path.name}, line {error.lineno}: this is not JSON ({error.msg}).", "not_json"
        ) from None
    except RecursionError:
        raise UserError(f"{path.name}: this is nested too deeply to be read.", "not_json") from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.", "unreadable") from None
