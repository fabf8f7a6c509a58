"""Checks that the paths and tests that a document names in backticks exist."""
import re

PATH = re.compile(r"`((?:src|docs|tests|tools|bench|data|cmake|client|examples|fuzz)/[\w./\-]*)`")
BLACK_BOX_TEST = re.compile(r"`(test_\w+)(?:\[[^\]`]*\])?`")
UNIT_TEST = re.compile(r"`(\w+)\.([A-Z]\w+)`")


def check(tree):
    black_box = "".join(tree.text(name) for name in tree.files(".py", under=("tests/",)))
    unit = "".join(tree.text(name) for name in tree.files("_test.cpp"))
    suites = {(suite.split("/")[-1], test)
              for suite, test in re.findall(r"TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", unit)}
    names = {suite for suite, _ in suites}
    for document in tree.files(".md"):
        if document == "CHANGELOG.md":
            continue
        for number, line in enumerate(tree.lines(document), 1):
            for path in PATH.findall(line):
                if not tree.exists(path.rstrip("/")):
                    tree.report(document, number, f"names {path}, which does not exist")
            for test in BLACK_BOX_TEST.findall(line):
                if f"def {test}(" not in black_box:
                    tree.report(document, number, f"names the test {test}, which does not exist")
            for suite, test in UNIT_TEST.findall(line):
                if suite in names and (suite, test) not in suites:
                    tree.report(document, number, f"names the test {suite}.{test}, which does not exist")
                elif suite.endswith(("Test", "TestSuite")) and suite not in names:
                    tree.report(document, number, f"names the suite {suite}, which does not exist")
