"""Checks the sizes of files, lines and classes, and the form of headers."""
import re

from rules.tree import is_test

MAX_LINES = {".cpp": 400, ".hpp": 200, ".py": 500, ".mjs": 500, ".sql": 700}
MAX_TEST_LINES = 500
MAX_COLUMNS = 100
MAX_PYTHON_COLUMNS = 130
MAX_CLASS_LINES = 200


def check_classes(tree, name):
    """Checks classes at namespace level, whose closing brace clang-format puts in column 1. clang-tidy
    checks functions (readability-function-size)."""
    start = None
    for number, line in enumerate(tree.lines(name), 1):
        if re.match(r"(class|struct)\b[^;]*\{$", line):
            start = number
        elif line.startswith("}"):
            if start and number - start + 1 > MAX_CLASS_LINES:
                tree.report(name, start, f"{number - start + 1} lines, at most {MAX_CLASS_LINES} are allowed")
            start = None


def check(tree):
    for name in tree.files(".cpp", ".hpp", ".py", ".mjs", under=("src/", "client/", "examples/", "tests/", "bench/",
                                                                 "fuzz/", "tools/")):
        lines = tree.lines(name)
        suffix = name[name.rindex("."):]
        limit = MAX_TEST_LINES if is_test(name) else MAX_LINES[suffix]
        if len(lines) > limit:
            tree.report(name, len(lines), f"longer than {limit} lines")
        columns = MAX_COLUMNS if suffix in (".cpp", ".hpp") else MAX_PYTHON_COLUMNS
        for number, line in enumerate(lines, 1):
            if len(line) > columns and "http" not in line and not (is_test(name) and suffix == ".cpp"):
                tree.report(name, number, f"longer than {columns} columns")
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line) and not name.startswith("tools/rules/"):
                tree.report(name, number, "finish it, or write it into an issue")
        if suffix == ".hpp" and "#pragma once" not in lines:
            tree.report(name, 1, "no #pragma once")
        if suffix == ".hpp" and not lines[0].startswith("///"):
            tree.report(name, 1, "a header begins with a comment that says what it is (///)")
        if suffix in (".cpp", ".hpp") and not is_test(name):
            check_classes(tree, name)
