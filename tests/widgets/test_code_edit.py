"""The editor for code: keys, indents, comments, finding, marks, colours, and the way out of it by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets.code_edit import CodeEdit
from finbyte_desktop.widgets.python_colors import IN_DOUBLE, NOTHING, pieces

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def edit(qtbot: QtBot) -> CodeEdit:
    """An editor between two other fields."""
    area = QWidget()
    row = QHBoxLayout(area)
    before, made, after = QLineEdit(), CodeEdit(), QLineEdit()
    for one in (before, made, after):
        row.addWidget(one)
    qtbot.addWidget(area)
    area.resize(800, 400)
    area.show()
    qtbot.waitExposed(area)
    made.setFocus()
    made.before, made.after, made.area = before, after, area  # type: ignore[attr-defined]
    return made


def select_all(edit: CodeEdit) -> None:
    cursor = edit.textCursor()
    cursor.select(cursor.SelectionType.Document)
    edit.setTextCursor(cursor)


def test_a_new_line_is_as_deep_as_its_code(edit: CodeEdit, qtbot: QtBot) -> None:
    """One step deeper after a colon, one less after a return."""
    for text in ("def a(self):", "if x:", "return 1", "y = 2"):
        qtbot.keyClicks(edit, text)
        qtbot.keyClick(edit, KEY.Key_Return)
    assert edit.text() == "def a(self):\n    if x:\n        return 1\n    y = 2\n    "
    qtbot.keyClick(edit, KEY.Key_Backspace)
    assert edit.text().endswith("y = 2\n")


def test_a_line_that_goes_on_in_a_bracket_is_not_over(edit: CodeEdit, qtbot: QtBot) -> None:
    """What is returned may take several lines."""
    qtbot.keyClicks(edit, "    return max(1,")
    qtbot.keyClick(edit, KEY.Key_Return)
    assert edit.text() == "    return max(1,\n    "


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ('if "#" in text:', "    "),
        ("if it's:  # so:", "    "),
        ("x = '#' + \"it's\"  # if a:", ""),
    ],
)
def test_a_remark_is_no_code(edit: CodeEdit, qtbot: QtBot, line: str, after: str) -> None:
    """And a # between quotes is no remark."""
    edit.set_text(line)
    edit.moveCursor(edit.textCursor().MoveOperation.End)
    qtbot.keyClick(edit, KEY.Key_Return)
    assert edit.text() == f"{line}\n{after}"


def test_a_file_with_tabs_goes_on_with_tabs(edit: CodeEdit, qtbot: QtBot) -> None:
    """A step is a tab there, in every way to make or take one."""
    edit.set_text("def a():\n\tif x:")
    edit.moveCursor(edit.textCursor().MoveOperation.End)
    qtbot.keyClick(edit, KEY.Key_Return)
    qtbot.keyClicks(edit, "return 1")
    qtbot.keyClick(edit, KEY.Key_Return)
    qtbot.keyClick(edit, KEY.Key_Tab)
    qtbot.keyClicks(edit, "b")
    assert edit.text() == "def a():\n\tif x:\n\t\treturn 1\n\t\tb"
    qtbot.keyClick(edit, KEY.Key_Backtab)
    assert edit.text().endswith("\n\tb")
    select_all(edit)
    qtbot.keyClick(edit, KEY.Key_Tab)
    assert edit.text() == "\tdef a():\n\t\tif x:\n\t\t\treturn 1\n\t\tb"


def test_what_is_not_touched_stays_letter_for_letter(edit: CodeEdit, qtbot: QtBot) -> None:
    """A space that does not break, and a line separator within a string, are parts of a program."""
    text = 's = "1\u00a0000"\nt = "a\u2028b"\n'
    edit.set_text(text)
    edit.moveCursor(edit.textCursor().MoveOperation.End)
    qtbot.keyClicks(edit, "x")
    assert edit.text() == f"{text}x"
    assert edit.place()[0] == 3


def test_undo_comes_back_to_where_the_person_was(edit: CodeEdit, qtbot: QtBot) -> None:
    """Not to the first line of the file."""
    edit.set_text("\n".join(f"line{n}" for n in range(60)))
    edit.go_to(50)
    for key, control in ((KEY.Key_Slash, CONTROL), (KEY.Key_Backtab, Qt.KeyboardModifier.NoModifier)):
        edit.textCursor().insertText("    ")
        qtbot.keyClick(edit, key, control)
        edit.undo()
        assert edit.place()[0] == 50


def test_shift_and_enter_begins_a_line_like_any_other(edit: CodeEdit, qtbot: QtBot) -> None:
    """A line of its own for the eye, the numbers and Python."""
    qtbot.keyClicks(edit, "a")
    qtbot.keyClick(edit, KEY.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(edit, "b")
    assert edit.text() == "a\nb"
    assert edit.blockCount() == 2


def test_tab_indents_one_line_and_a_selection(edit: CodeEdit, qtbot: QtBot) -> None:
    """Empty lines stay empty; Shift+Tab goes back, and the whole is undone at once."""
    qtbot.keyClick(edit, KEY.Key_Tab)
    assert edit.text() == "    "
    edit.set_text("a\n\n  b\n")
    select_all(edit)
    qtbot.keyClick(edit, KEY.Key_Tab)
    assert edit.text() == "    a\n\n      b\n"
    qtbot.keyClick(edit, KEY.Key_Backtab)
    qtbot.keyClick(edit, KEY.Key_Backtab)
    assert edit.text() == "a\n\nb\n"
    edit.undo()
    edit.undo()
    edit.undo()
    assert edit.text() == "a\n\n  b\n"


@pytest.mark.parametrize(("key", "name"), [(KEY.Key_Tab, "after"), (KEY.Key_Backtab, "before")])
def test_escape_then_tab_leaves_the_field(edit: CodeEdit, qtbot: QtBot, key: Qt.Key, name: str) -> None:
    """Nobody is caught in it who has no mouse; the text stays as it was."""
    edit.set_text("a = 1")
    qtbot.keyClick(edit, KEY.Key_Escape)
    qtbot.keyClick(edit, key)
    assert getattr(edit, name).hasFocus()
    assert edit.text() == "a = 1"


def test_a_key_after_escape_types_again(edit: CodeEdit, qtbot: QtBot) -> None:
    """The way out is for the very next key."""
    qtbot.keyClick(edit, KEY.Key_Escape)
    qtbot.keyClicks(edit, "a")
    qtbot.keyClick(edit, KEY.Key_Tab)
    assert edit.hasFocus()
    assert edit.text() == "a   "


def test_comment_goes_in_and_out(edit: CodeEdit, qtbot: QtBot) -> None:
    """At the depth of the outermost line; a mixed selection is commented whole."""
    edit.set_text("if a:\n    b\n\n    # c")
    select_all(edit)
    qtbot.keyClick(edit, KEY.Key_Slash, CONTROL)
    assert edit.text() == "# if a:\n#     b\n\n#     # c"
    select_all(edit)
    qtbot.keyClick(edit, KEY.Key_Slash, CONTROL)
    assert edit.text() == "if a:\n    b\n\n    # c"


def test_save_and_find_are_its_own_keys(edit: CodeEdit, qtbot: QtBot) -> None:
    """Before those of the page around it."""
    heard: list[str] = []
    edit.saved.connect(lambda: heard.append("saved"))
    edit.find_wanted.connect(lambda: heard.append("find"))
    qtbot.keyClick(edit, KEY.Key_S, CONTROL)
    qtbot.keyClick(edit, KEY.Key_F, CONTROL)
    assert heard == ["saved", "find"]


def test_finding_begins_again_at_the_other_end(edit: CodeEdit) -> None:
    """In both directions; what is not there selects nothing."""
    edit.set_text("one two\ntwo one")
    places = []
    for backward in (False, False, False, True):
        assert edit.find_text("two", backward=backward)
        places.append(edit.textCursor().selectionStart())
    assert places == [4, 8, 4, 8]
    assert not edit.find_text("three")
    assert not edit.find_text("")


def test_only_a_person_edits(edit: CodeEdit, qtbot: QtBot) -> None:
    """A text that is shown is no change; a text that is taken from elsewhere can be undone."""
    heard: list[int] = []
    edit.edited.connect(lambda: heard.append(1))
    edit.set_text("a\nb\nc")
    edit.go_to(3)
    edit.take_text("a\nB\nc")
    assert edit.place() == (3, 1)
    assert heard == []
    edit.undo()
    assert edit.text() == "a\nb\nc"
    qtbot.keyClicks(edit, "x")
    assert heard


def test_marks_stand_beside_their_lines(edit: CodeEdit, qtbot: QtBot) -> None:
    """The text is painted in the colour of errors behind the code, and the dot before the number."""
    edit.set_text("a\nb\nc")
    plain = edit.grab().toImage()
    edit.set_marks({2: "invalid syntax", 99: "beyond the end"})
    marked = edit.grab().toImage()
    assert plain != marked
    assert len(edit.extraSelections()) == 2
    edit.set_marks({})
    assert edit.grab().toImage() == plain


def test_reading_only_lets_tab_go_on(edit: CodeEdit, qtbot: QtBot) -> None:
    """There is nothing to indent."""
    edit.set_text("a")
    edit.setReadOnly(True)
    qtbot.keyClick(edit, KEY.Key_Tab)
    assert edit.after.hasFocus()  # type: ignore[attr-defined]
    assert edit.text() == "a"


def kinds(line: str, state: int = NOTHING) -> list[tuple[str, str]]:
    found, _ = pieces(line, state)
    return [(line[start : start + length], kind) for start, length, kind in found]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("def run(self): return 0x1F + 1.5e-3  # why", [
            ("def", "keyword"), ("run", "defined"), ("self", "builtin"), ("return", "keyword"),
            ("0x1F", "number"), ("1.5e-3", "number"), ("# why", "comment")]),
        ("class A(dict): pass", [("class", "keyword"), ("A", "defined"), ("dict", "builtin"),
                                 ("pass", "keyword")]),
        ("a1 = 'it\\'s # no' + f\"x\"", [("'it\\'s # no'", "string"), ('f"x"', "string")]),
        ("x = 'open", [("'open", "string")]),
        ("@http.route", [("@http.route", "decorator")]),
        ('"""a\\"""" b', [('"""a\\""""', "string")]),
        ("größe = 1_000", [("1_000", "number")]),
    ],
)  # fmt: skip
def test_a_line_has_its_colours(line: str, shown: list[tuple[str, str]]) -> None:
    """Also one that is half typed."""
    assert kinds(line) == shown


def test_a_string_over_lines_goes_on() -> None:
    """Until its own three quotes."""
    _, state = pieces('a = """one')
    assert state == IN_DOUBLE
    assert kinds("two 'x' # no", state) == [("two 'x' # no", "string")]
    assert kinds('end""" + 1', state) == [('end"""', "string"), ("1", "number")]
    assert pieces('""" """')[1] == NOTHING


def test_a_long_file_opens_at_once(edit: CodeEdit, qtbot: QtBot) -> None:
    """The colours of 2,000 lines, and a key in the midst of them."""
    import time

    text = "\n".join(f"    value_{n} = self.price * {n} + len('text')  # {n}" for n in range(2_000))
    edit.set_text(text)
    edit.go_to(1_000)
    start = time.perf_counter()
    qtbot.keyClicks(edit, "x")
    assert time.perf_counter() - start < 0.1
