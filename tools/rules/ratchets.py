"""Checks counts that may only fall. A change that lowers a count lowers its limit here."""
import re

from rules.tree import is_test

STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
SQL_NUMBER = re.compile(r"(?<![$\w.:'-])(?:[2-9]|\d\d+)(?![\w'.:-])")
COLUMN_POSITION = re.compile(r"\brow\.(?:integer|text|is_null)\(\d")


def count_column_positions(text):
    return len(COLUMN_POSITION.findall(text))


def count_sql_numbers(text):
    """Counts numbers other than 0 and 1 in string literals."""
    lines = [line for line in text.splitlines() if not line.startswith("#include")]
    return sum(len(SQL_NUMBER.findall(literal)) for line in lines for literal in STRING.findall(line))


# (name, function, folder, limit)
RATCHETS = [
    ("reads of a column by its position", count_column_positions, "src/store/", 2),
    ("magic numbers in SQL", count_sql_numbers, "src/store/sql/", 5),
]


def check(tree):
    for name, count_in, folder, limit in RATCHETS:
        files = [file for file in tree.files(".cpp", ".hpp", under=(folder,)) if not is_test(file)]
        count = sum(count_in(tree.text(file)) for file in files)
        if count > limit:
            tree.report(folder, 0, f"{count} {name}; at most {limit} are allowed, and the limit may only fall")
        elif count < limit:
            tree.report("tools/rules/ratchets.py", 0, f"lower the limit of {name} to {count}")
