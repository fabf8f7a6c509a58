"""Refuses words that docs/glossary.md excludes from comments, documents and messages."""
import ast
import io
import re
import tokenize

PRONOUNS = re.compile(r"\b(nobody|somebody|anybody|everybody|whoever|whomever|by itself|by themselves|"
                      r"behind (his|her|its|their) back)\b", re.I)
FIRST_WORDS = re.compile(r"^(Those|These|Who|Whose|What|Nothing|Of|And|As|So|But|Such)\b")
MISSING_DOCUMENTS = re.compile(r"\bhard points?\b|\bthe contract's\b", re.I)
NAMED_DOCUMENT = re.compile(r"\bdocs/[\w/]+\.md\b")
EXEMPT = ("docs/glossary.md", "tools/rules/words.py")

CPP_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')


def cpp_comments(text):
    """Yields (line, text, begins): `begins` is false for a line that continues the comment above it."""
    in_block = False
    continues = False
    for number, line in enumerate(text.splitlines(), 1):
        code = CPP_STRING.sub('""', line)
        if in_block:
            yield number, line.strip(" */"), False
            in_block = "*/" not in line
            continue
        if "/*" in code and "*/" not in code:
            in_block = True
            yield number, code[code.index("/*") + 2:].strip(), True
            continue
        match = re.search(r"///?<?\s?(.*)", code)
        if not match:
            continues = False
            continue
        alone = code.strip().startswith("//")
        yield number, match[1].strip(), not (alone and continues)
        continues = match[1].strip() != ""


def line_comments(text, mark):
    continues = False
    for number, line in enumerate(text.splitlines(), 1):
        match = re.search(r"(?:^|\s)" + mark + r"+\s?(.*)", line)
        if not match:
            continues = False
            continue
        alone = line.strip().startswith(mark)
        yield number, match[1].strip(), not (alone and continues)
        continues = match[1].strip() != ""


def python_comments(text):
    last = -2
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and not token.string.startswith("#!"):
            yield token.start[0], token.string.lstrip("# "), token.start[0] != last + 1
            last = token.start[0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)):
            docstring = ast.get_docstring(node)
            if docstring:
                line = node.body[0].lineno
                yield line, docstring.replace("\n", " "), True


def comments(name, text):
    if name.endswith((".cpp", ".hpp", ".mjs", ".js", ".css")):
        yield from cpp_comments(text)
    elif name.endswith(".py") or name == "tools/layers":
        yield from python_comments(text)
    elif name.endswith((".sql", ".lua")):
        yield from line_comments(text, "--")
    elif name.endswith((".sh", ".rb", "CMakeLists.txt", ".cmake")) or name.startswith(("tools/", "dev", ".ci/")):
        yield from line_comments(text, "#")


def messages(name, text):
    """Yields (line, text) of string literals."""
    if name.endswith((".cpp", ".hpp", ".mjs", ".js")):
        for number, line in enumerate(text.splitlines(), 1):
            if not line.lstrip().startswith("#include"):
                for literal in CPP_STRING.findall(line):
                    yield number, literal
    elif name.endswith(".py"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value


def check_text(tree, name, number, text):
    match = PRONOUNS.search(text)
    if match:
        tree.report(name, number, f'"{match[0]}": name the thing (docs/glossary.md, 1)')
    if MISSING_DOCUMENTS.search(text):
        tree.report(name, number, "refer to docs/invariants.md or docs/contract/ by number")
    for document in NAMED_DOCUMENT.findall(text):
        if not tree.exists(document):
            tree.report(name, number, f"names {document}, which does not exist")


def check(tree):
    for name in tree.names:
        if name.startswith(EXEMPT) or "/templates/" in name or "package-lock" in name:
            continue
        if name.endswith(".md"):
            for number, line in enumerate(tree.lines(name), 1):
                check_text(tree, name, number, line)
            continue
        if name.endswith((".svg", ".png", ".json", ".words", ".conf", ".ttf")) or name.startswith(("data/", "fuzz/seeds")):
            continue
        try:
            text = tree.text(name)
        except UnicodeDecodeError:
            continue
        for number, comment, begins in comments(name, text):
            check_text(tree, name, number, comment)
            match = FIRST_WORDS.match(comment) if begins else None
            if match:
                tree.report(name, number, f'a comment begins with "{match[0]}": begin with a verb or a noun')
        for number, message in messages(name, text):
            check_text(tree, name, number, message)
