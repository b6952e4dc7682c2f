"""Items have two writers, ``publish`` and ``withdraw``: nothing else in the project writes the tables of the log."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.tracked import modules, text

TABLES = {"Item", "ItemLink", "LogEntry", "LogHead"}
WRITES = {
    "save", "create", "update", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "raw",
    "acreate", "aupdate", "adelete", "asave",
}  # fmt: skip
# Who may do what: record.py makes an item, batch.py writes it with its links, log.py takes its position.
ALLOWED = {
    "site_content/publishing/record.py": {"Item()"},
    "site_content/publishing/batch.py": {"Item.bulk_create", "ItemLink()", "ItemLink.bulk_create", "ItemLink.delete"},
    "site_content/publishing/log.py": {
        "LogEntry()",
        "LogEntry.bulk_create",
        "LogHead.get_or_create",
        "LogHead.save",
    },
    # Lines that were deleted past publishing, under the head's lock.
    "site_content/publishing/log_repair.py": {"LogEntry.create", "LogHead.save"},
    # The description of a database without a log, and a restored place: its log goes on under a name of its own.
    "site_content/backup/create.py": {"LogHead()"},
    "site_content/backup/new_place.py": {"Item.update", "LogHead.get_or_create", "LogHead.save"},
    # Rows in memory, for what a guidance part leaves behind; written through write_record.
    "site_content/publishing/publish.py": {"Item()"},
}
CALLERS_OF_WRITE_RECORD = {
    "site_content/publishing/publish.py", "site_content/publishing/endings.py",
    "site_content/publishing/global_items.py", "site_content/publishing/closures.py",
}  # fmt: skip


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in modules():
        if path.parts[0] in {"cms", "site_content", "search"}:
            yield path.as_posix(), ast.parse(text(path))


def writes(tree: ast.AST) -> set[str]:
    """Return what code does to the tables, as ``Item()``, ``Item.save``: calls on a table or on a row of one."""
    rows = {name: table for table, names in ROW_NAMES.items() for name in names}
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in TABLES:
            found.add(f"{node.func.id}()")
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            start = root_of(node.func.value)
            table = start if start in TABLES else rows.get(start)
            if table:
                found.add(f"{table}.{node.func.attr}")
    return found


# What rows are called in the modules that hold them.
ROW_NAMES = {"Item": {"row", "item", "item_row"}, "LogHead": {"head", "head_row", "locked"}, "LogEntry": {"log_entry"}}


def root_of(node: ast.AST) -> str:
    """Return the name a chain of attributes, calls and subscripts begins with."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def uses_tables(tree: ast.Module) -> bool:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return bool(names & TABLES)


def test_no_other_module_writes_items_or_the_log() -> None:
    found = {name: writes(tree) for name, tree in sources() if uses_tables(tree)}
    assert {name: kinds for name, kinds in found.items() if kinds} == ALLOWED


def test_records_are_written_by_the_verbs_and_the_global_items_only() -> None:
    callers = set()
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "site_content.publishing.record":
                callers.add(name)
    assert callers == CALLERS_OF_WRITE_RECORD


def test_no_sql_of_our_own_names_the_tables() -> None:
    tables = ("site_content_item", "site_content_logentry", "site_content_loghead")
    assert [
        (name, node.value)
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and any(word in node.value for word in tables)
    ] == []


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("Item.objects.filter(path='/').exclude(pk=1).update(state='gone')", {"Item.update"}),
        ("Item(path='/').save()", {"Item()", "Item.save"}),
        ("for row in Item.objects.all():\n    row.save()", {"Item.save"}),
        ("item.delete()", {"Item.delete"}),
        ("LogEntry.objects.create(seq=1)", {"LogEntry.create"}),
        ("Item.objects.filter(path='/').first()", set()),
    ],
)
def test_the_check_would_see_a_breach(code: str, kinds: Any) -> None:
    assert writes(ast.parse(code)) == kinds
