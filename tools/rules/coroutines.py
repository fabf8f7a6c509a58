"""Refuses constructs that g++ 12 miscompiles in coroutines (src/base/task.hpp)."""
import re

CONDITION = re.compile(r"\b(if|while|switch)\s*\((?:[^()]|\([^()]*\))*\bco_await\b")
# A temporary in braces inside an awaited call is destroyed twice.
BRACES = re.compile(r"\bco_await\b[^;]*?[(,]\s*(?:[\w:<>]+)?\{[^}]")


def statements(text):
    """Yields (line number, statement) with each statement on one line, up to its semicolon or brace."""
    start, parts = 1, []
    for number, line in enumerate(text.splitlines(), 1):
        line = re.sub(r"//.*", "", line).strip()
        if not parts:
            start = number
        parts.append(line)
        if line.endswith((";", "{", "}")) and not (line.endswith("{") and "co_await" in " ".join(parts)):
            yield start, " ".join(parts)
            parts = []


def check(tree):
    for name in tree.files(".cpp", ".hpp", under=("src/", "client/", "examples/", "tests/")):
        if "co_await" not in tree.text(name):
            continue
        for number, statement in statements(tree.text(name)):
            if CONDITION.search(statement):
                tree.report(name, number, "no co_await in a condition (g++ 12 miscompiles it)")
            if BRACES.search(statement):
                tree.report(name, number, "name the arguments of an awaited call (g++ 12 destroys braces twice)")
