"""Counts that may only fall. Lower the number here when you have lowered the count."""
import re

# what is counted: (pattern, below, highest count that is allowed)
RATCHETS = {
    "reads of a column by its position": (r"\brow\.(?:integer|text|is_null)\(\d+\)", "src/store/sql/", 407),
    "magic numbers in SQL": (r"\b(?:status|state|kind|code|bounce|mode)\s*(?:=|<>|<|>|IN \()\s*\d", "src/store/sql/", 39),
}


def check(tree):
    for what, (pattern, below, limit) in RATCHETS.items():
        count = sum(len(re.findall(pattern, tree.text(name))) for name in tree.files(".cpp", under=(below,)))
        if count > limit:
            tree.report(below, 0, f"{count} {what}; at most {limit} are allowed, and the number may only fall")
        elif count < limit:
            tree.report("tools/rules/ratchets.py", 0, f"lower the limit of {what} to {count}")
