"""The repository's files, and the problems that were found in them."""
import functools
import subprocess


class Tree:
    def __init__(self, root):
        self.root = root
        self.problems = []
        names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True,
                               text=True, check=True).stdout.split("\n")
        self.names = [name for name in names if name and (root / name).is_file()]

    def files(self, *suffixes, under=()):
        """Returns the paths (relative, as text) with one of the suffixes, below one of the folders."""
        return [name for name in self.names
                if name.endswith(suffixes) and (not under or name.startswith(tuple(under)))]

    @functools.lru_cache(maxsize=None)
    def text(self, name):
        return (self.root / name).read_text("utf-8")

    def lines(self, name):
        return self.text(name).splitlines()

    def exists(self, name):
        return (self.root / name).exists()

    def report(self, name, line, problem):
        self.problems.append(f"{name}:{line}: {problem}")


def is_test(name):
    return "_test." in name or name.startswith("tests/")
