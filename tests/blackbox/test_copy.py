"""An installation moves to PostgreSQL and back, and loses nothing on the way."""

import shutil

from harness import CONFIGURATION_EXIT, Usher
from partner import Partner
from wire import applicant


def from_file():
    """A server on a file of its own, whatever the other tests run on."""
    return Usher({"database": {"url": "sqlite:usher.db"}})


def test_there_and_back_again():
    with from_file() as old, Usher() as new:
        partner = Partner(old, old.register())
        asked = [applicant() for _ in range(5)]
        given = [partner.activate(fields) for fields in asked]
        for one in given:
            partner.wait_for_code(one, 2)
        new.stop()
        new.postgres.empty()
        source = f"sqlite:{old.folder}/usher.db"
        served = old.command("copy", "--from", source, "--to", new.postgres.url)
        assert served.returncode == CONFIGURATION_EXIT and "serves" in served.stderr
        assert old.stop() == 0
        tables = old.run("copy", "--from", source, "--to", new.postgres.url)
        rows = {table["table"]: table["rows"] for table in tables}
        assert rows["activation"] == rows["account"] == 5 and rows["history"] == 15

        again = old.command("copy", "--from", source, "--to", new.postgres.url)
        assert again.returncode == CONFIGURATION_EXIT and "empty database" in again.stderr

        shutil.copy(old.folder / "usher.key", new.folder / "usher.key")
        new.start()
        moved = Partner(new, partner.application)
        assert [moved.activate(fields) for fields in asked] == given, "repeats are still known"
        following = moved.activate(applicant())
        assert following["Id"] == max(one["Id"] for one in given) + 1
        moved.wait_for_code(following, 2)

        served = new.command("copy", "--from", new.postgres.url, "--to", f"sqlite:{new.folder}/b.db")
        assert served.returncode == CONFIGURATION_EXIT and "are running" in served.stderr
        assert new.stop() == 0
        back = new.run("copy", "--from", new.postgres.url, "--to", f"sqlite:{new.folder}/b.db")
        assert {table["table"]: table["rows"] for table in back}["activation"] == 6


def test_progress_is_for_people_and_the_end_says_what_to_do():
    with from_file() as old, Usher() as new:
        assert old.stop() == 0 and new.stop() == 0
        new.postgres.empty()
        done = old.command("copy", "--from", f"sqlite:{old.folder}/usher.db", "--to",
                           new.postgres.url)
        assert done.returncode == 0 and done.stderr == "", "no bar where nobody looks"
        assert "found equal" in done.stdout and "database.url" in done.stdout
