"""An installation is copied to PostgreSQL and back without loss."""

import shutil

from harness import CONFIGURATION_EXIT, Usher
from partner import Partner
from wire import applicant


def sqlite_server():
    """Returns a server on SQLite, even if the tests run on PostgreSQL."""
    return Usher({"database": {"url": "sqlite:usher.db"}})


def test_copy_to_postgres_and_back():
    with sqlite_server() as old, Usher() as new:
        partner = Partner(old, old.register())
        requests = [applicant() for _ in range(5)]
        activations = [partner.activate(fields) for fields in requests]
        for activation in activations:
            partner.wait_for_code(activation, 2)
        new.stop()
        new.postgres.empty()
        source = f"sqlite:{old.folder}/usher.db"
        refused = old.command("copy", "--from", source, "--to", new.postgres.url)
        assert refused.returncode == CONFIGURATION_EXIT and "serves" in refused.stderr
        assert old.stop() == 0
        tables = old.run("copy", "--from", source, "--to", new.postgres.url)
        rows = {table["table"]: table["rows"] for table in tables}
        assert rows["activation"] == rows["account"] == 5 and rows["history"] == 15

        refused = old.command("serve")
        assert refused.returncode == CONFIGURATION_EXIT and "was moved to" in refused.stderr
        assert old.command("app", "list").returncode == CONFIGURATION_EXIT, "commands are refused, too"

        again = old.command("copy", "--from", source, "--to", new.postgres.url)
        assert again.returncode == CONFIGURATION_EXIT and "empty database" in again.stderr

        shutil.copy(old.folder / "usher.key", new.folder / "usher.key")
        new.start()
        moved = Partner(new, partner.application)
        assert [moved.activate(fields) for fields in requests] == activations, "repeats return the same answers"
        following = moved.activate(applicant())
        assert following["Id"] == max(activation["Id"] for activation in activations) + 1
        moved.wait_for_code(following, 2)

        refused = new.command("copy", "--from", new.postgres.url, "--to", f"sqlite:{new.folder}/b.db")
        assert refused.returncode == CONFIGURATION_EXIT and "are running" in refused.stderr
        assert new.stop() == 0
        back = new.run("copy", "--from", new.postgres.url, "--to", f"sqlite:{new.folder}/b.db", "--keep")
        assert {table["table"]: table["rows"] for table in back}["activation"] == 6
        assert new.command("app", "list").returncode == 0, "--keep does not retire the source"
        # A copy of a retired database can be used.
        old.run("copy", "--from", source, "--to", f"sqlite:{old.folder}/again.db")
        old.configure("database", url=f"sqlite:{old.folder}/again.db")
        old.start()


def test_progress_is_shown_on_terminals_only_and_the_next_step_is_printed():
    with sqlite_server() as old, Usher() as new:
        assert old.stop() == 0 and new.stop() == 0
        new.postgres.empty()
        done = old.command("copy", "--from", f"sqlite:{old.folder}/usher.db", "--to",
                           new.postgres.url)
        assert done.returncode == 0 and done.stderr == "", "a progress bar only on a terminal"
        assert "The source is retired" in done.stdout
        assert "found equal" in done.stdout and "database.url" in done.stdout
