"""Reads a strategy's files: what is wrong with them is said with the file and the line before it runs."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from finbyte_desktop.services.strategy_host.link import CALLBACKS, ROUTE, Link
from finbyte_desktop.services.strategy_host.runtime import Failed, failed, place_of

CLASS = "Trading"
MOST_BYTES, MOST_FILES = 2_000_000, 200
EXTRA = "pip install finbyte-desktop[strategies]"
METHODS = {"get_": "GET", "post_": "POST"}


def load(file: Path, finbyte: ModuleType) -> type[Link]:
    """The class of a strategy's file. Other files of its folder can be imported by their names. Raises
    Failed.
    """
    folder = file.parent
    code = _checked(file, folder, set())
    sys.modules["finbyte"] = finbyte
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(folder))
    module = ModuleType("strategy")
    module.__file__ = str(file)
    sys.modules["strategy"] = module
    try:
        exec(compile(code, str(file), "exec"), module.__dict__)
    except BaseException as error:
        raise _import_failed(error, folder) from None
    return _class_of(module, file, finbyte)


def _import_failed(error: BaseException, folder: Path) -> Failed:
    if isinstance(error, SyntaxError):
        return _syntax(error, Path(error.filename or "").name)
    if isinstance(error, RecursionError):
        return Failed(
            "strategy_import", f"{place_of(error.__traceback__, folder)}: it imports without an end."
        )
    return Failed("strategy_import", failed("import", error, folder).text)


def _syntax(error: SyntaxError, name: str) -> Failed:
    return Failed("strategy_syntax", f"{name}, line {error.lineno or 1}: {error.msg}.")


def look(file: Path, text: str) -> None:
    """Reads a text as if it stood in a file, and those that it imports, and runs nothing of them. Raises
    Failed.
    """
    tree = _checked(file, file.parent, set(), text.encode())
    _class_in(tree, file)


def _class_in(tree: ast.Module, file: Path) -> None:
    """Refuses a file without the class where that can be seen without running it."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == CLASS]
    if classes:
        if not classes[-1].bases:
            place = f"{file.name}, line {classes[-1].lineno}"
            raise Failed("strategy_class", f"{place}: {CLASS} is no class made of Link: class {CLASS}(Link).")
        return
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    inner = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    if CLASS not in names | inner and "*" not in names:
        raise Failed("strategy_class", f"{file.name}: it defines no class {CLASS}(Link).")


def _checked(file: Path, folder: Path, seen: set[Path], text: bytes | None = None) -> ast.Module:
    """The tree of a file, once it and those that it imports can be read and what they need is there; with
    `text` of what will stand there.
    """
    seen.add(file)
    if len(seen) > MOST_FILES:
        raise Failed("strategy_import", f"{file.name}: more than {MOST_FILES} files are imported.")
    try:
        if (file.stat().st_size if text is None else len(text)) > MOST_BYTES:
            raise Failed("strategy_file", f"{file.name} is larger than {MOST_BYTES} bytes.")
        tree = ast.parse(file.read_bytes() if text is None else text, str(file))
    except OSError as error:
        raise Failed("strategy_file", f"{file.name} cannot be read: {error.strerror}.") from None
    except SyntaxError as error:
        raise _syntax(error, file.name) from None
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes; nested too deep
        raise Failed("strategy_syntax", f"{file.name}, line 1: {error}.") from None
    tried = {id(one) for node in ast.walk(tree) if isinstance(node, ast.Try) for one in ast.walk(node)}
    for node in ast.walk(tree):
        for name in _imported(node) if id(node) not in tried else ():
            _check_import(name, node, file, folder, seen)
    return tree


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def _check_import(name: str, node: ast.AST, file: Path, folder: Path, seen: set[Path]) -> None:
    root = name.partition(".")[0]
    own = folder / f"{root}.py"
    if root in ("finbyte", "__future__"):
        return
    if own.is_file():
        if own not in seen:
            _checked(own, folder, seen)
        return
    if (folder / root).is_dir() or root in sys.stdlib_module_names:
        return
    if importlib.util.find_spec(root) is None:
        line = getattr(node, "lineno", 1)
        raise Failed(
            "strategy_missing",
            f"{file.name}, line {line}: {root} is not installed. The usual libraries come with: {EXTRA}.",
        )


def parts_of(file: Path) -> list[str]:
    """The other files of its folder, or below it, that a strategy has imported: their paths from there."""
    found = set()
    for module in tuple(sys.modules.values()):
        source = getattr(module, "__file__", None)
        if isinstance(source, str) and Path(source).is_relative_to(file.parent):
            found.add(str(Path(source).relative_to(file.parent)))
    return sorted(found - {file.name})[:MOST_FILES]


def _class_of(module: ModuleType, file: Path, finbyte: ModuleType) -> type[Link]:
    found = getattr(module, CLASS, None)
    if found is None:
        raise Failed("strategy_class", f"{file.name}: it defines no class {CLASS}(Link).")
    if not isinstance(found, type) or not issubclass(found, finbyte.Link):
        raise Failed("strategy_class", f"{file.name}: {CLASS} is no class made of Link: class {CLASS}(Link).")
    for name in CALLBACKS:
        if not callable(getattr(found, name)):
            raise Failed("strategy_class", f"{file.name}: {CLASS}.{name} is no method.")
    return found


def routes(kind: type[Link], file: Path) -> list[tuple[str, str]]:
    """The routes of a strategy: GET or POST, and the name. Raises Failed for one that is neither."""
    found = []
    for name in dir(kind):
        method = getattr(kind, name, None)
        if not getattr(method, ROUTE, False):
            continue
        head = next((head for head in METHODS if name.startswith(head) and name != head), None)
        if head is None:
            line = method.__code__.co_firstlineno  # type: ignore[union-attr]
            raise Failed(
                "strategy_route",
                f"{file.name}, line {line}: {name} must begin with get_ or post_ to be a route.",
            )
        found.append((METHODS[head], name.removeprefix(head)))
    return sorted(found)
