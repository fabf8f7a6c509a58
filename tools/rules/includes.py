"""Checks which rooms and wings include which, and where each library is used."""
import re

from rules.tree import is_test

# room: rooms whose headers the room may include besides its own
ROOMS = {
    "base": [],
    "domain": ["base"],
    "store": ["base", "domain"],
    "mail": ["base", "domain"],
    "service": ["base", "domain", "store", "mail"],
    "worker": ["base", "domain", "store", "mail", "service"],
    "http": ["base"],
    "api": ["base", "domain", "service", "http"],
    "main": ["base", "domain", "store", "mail", "service", "worker", "http", "api"],
}

# wing: wings whose headers the wing may include
WINGS = {
    "provisioning": ["provisioning"],
    "access": ["provisioning", "access"],
    "mailing": ["provisioning", "access", "mailing"],
    "staff": ["provisioning", "access", "mailing", "staff"],
}
# Rooms that are divided into wings. A file of such a room that is in no wing serves all wings, so
# that it may include no wing, except for the files named here.
DIVIDED = ("domain", "store", "service")
SHARED_FILES = {
    # A transaction counts the codes that activations reach, and caches applications and plans.
    "store/tx.hpp": "domain/provisioning/activation.hpp",
    "store/cache.hpp": "domain/provisioning/",
    # The time of the last event starts the clock of the embedded database.
    "store/sqlite/sqlite_store.cpp": "store/provisioning/history.hpp",
    # Limits are counted per application and account.
    "service/rate_limit.hpp": "domain/provisioning/",
    "store/rate_use.hpp": "domain/provisioning/application.hpp",
}

# The pure files of mail, which service may use.
SERVICE_MAIL = {"mail/mail.hpp"}

# pattern of a library's headers: the files that may include them
HOMES = {
    r"openssl/": ["base", "http"],
    r"sodium": ["base"],
    r"spdlog/": ["base"],
    r"prometheus/": ["base"],
    r"sqlite3\.h": ["store/sqlite"],
    r"libpq-fe\.h": ["store/postgres"],
    r"curl/": ["mail"],
    r"boost/(beast|asio)": ["http"],
    r"boost/json": ["api"],
    r"usher/client/": ["main"],
    r"pugixml": ["api"],
    r"CLI/": ["main"],
    r"toml\+\+": ["main"],
    r"idn2\.h": ["domain"],
    r"kainjow/": ["mail", "api/pages"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def wing_of(path):
    return next((part for part in path.split("/")[:-1] if part in WINGS), None)


def check_wings(tree, name, number, inside, target):
    wing, other = wing_of(inside), wing_of(target)
    if other is None:
        return
    if wing is not None:
        if other not in WINGS[wing]:
            tree.report(name, number, f"{wing} may not include {other}")
        return
    if inside.split("/")[0] in DIVIDED and not target.startswith(SHARED_FILES.get(inside, "-")):
        tree.report(name, number, f"{inside} serves all wings and may not include {target}")


def check_source(tree, name, number, bracket, target):
    inside = name.removeprefix("src/")
    room = inside.split("/")[0]
    for pattern, homes in HOMES.items():
        if re.match(pattern, target) and not any(inside.startswith(home + "/") for home in homes):
            tree.report(name, number, f"<{target}> belongs in {', '.join(homes)} only")
    if bracket != '"':
        return
    other = target.split("/")[0]
    if other not in ROOMS:
        return
    if other != room and other not in ROOMS[room]:
        tree.report(name, number, f"{room} may not include {other}")
    if room == "service" and other == "mail" and target not in SERVICE_MAIL:
        tree.report(name, number, "service may use mail/mail.hpp, not the rest of mail")
    check_wings(tree, name, number, inside, target)


def check(tree):
    for name in tree.files(".cpp", ".hpp", under=("src/", "client/", "examples/")):
        if is_test(name):
            continue
        for number, line in enumerate(tree.lines(name), 1):
            match = INCLUDE.match(line)
            if match and name.startswith("src/"):
                check_source(tree, name, number, match[1], match[2])
            elif match and match[2].split("/")[0] in ROOMS:
                tree.report(name, number, f"{match[2]}: nothing outside src/ may include a room of it")
    for name in tree.files(".cpp", under=("src/",)):
        if name.startswith("src/main/command_"):
            continue  # main/command.hpp declares one function for each
        own = name.removeprefix("src/")[:-4] + ".hpp"
        own = own.replace("store/sql/", "store/").replace("_test.hpp", ".hpp")
        if not is_test(name) and name != "src/main/main.cpp" and not tree.exists("src/" + own):
            first = next((m[2] for m in map(INCLUDE.match, tree.lines(name)) if m), "")
            tree.report(name, 1, f"has no header of its name (its first include is {first})")
