"""A full disk: answers are 503 with Retry-After, every answered row is stored, and the server resumes automatically
when space is available again."""

import shutil
import subprocess

import pytest
from auditor import (check_accounts, check_answered, check_history, check_mails,
                     wait_until_all_are_processed)
from harness import Usher, eventually
from partner import Partner
from sink import SmtpSink
from wire import applicant, assert_error
from workload import Workload

DISK_BYTES = 8 << 20
# The numbers of bytes left on the full disk; each number fails at another statement
FREE_BYTES = (0, 6_000, 30_000, 100_000)
BLOCK = 4096
REQUESTS_MAX = 500  # the maximum number of requests until the free space is used up


class LimitedFiles:
    """A limit on the size of the server's files (EFBIG), which every user may set."""

    def __init__(self, server):
        self._server = server
        # SIGXFSZ is ignored: the limit sends this signal, which ends the process, but a full disk sends no
        # signal.
        server.wrapper = ["env", "--ignore-signal=XFSZ"]

    def fill(self, free):
        self._limit(self._wal_bytes() + free)

    def stay_full(self):
        """Keeps the limit for a server that is started afterwards."""
        self._server.wrapper = ["prlimit", f"--fsize={self._wal_bytes()}:unlimited",
                                *self._server.wrapper]

    def clear(self):
        self._server.wrapper = self._server.wrapper[-2:]
        if self._server.is_running():
            self._limit("unlimited")

    def close(self):
        pass

    def _wal_bytes(self):
        return self._server.database.with_name("usher.db-wal").stat().st_size

    def _limit(self, bytes_):
        subprocess.run(["prlimit", f"--pid={self._server.pid}", f"--fsize={bytes_}:unlimited"],
                       check=True, timeout=5)


class SmallDisk:
    """A small file system for the database (ENOSPC), which requires the right to mount."""

    def __init__(self, server):
        self._server = server
        self._folder = server.folder / "disk"
        self._ballast = self._folder / "ballast"
        mount_small_disk(self._folder)
        server.database = self._folder / "usher.db"
        server.configure("database", url=f"sqlite:{server.database}")

    def fill(self, free):
        with open(self._ballast, "wb", buffering=0) as ballast:
            try:
                while ballast.write(b"\0" * BLOCK) == BLOCK:
                    pass
            except OSError:
                pass
            ballast.truncate(max(ballast.tell() - free, 0))

    def stay_full(self):
        """Does nothing, because the file system stays full for a server that is started afterwards."""

    def clear(self):
        self._ballast.unlink()

    def close(self):
        subprocess.run(["umount", "--lazy", self._folder], check=True, timeout=5)
        shutil.rmtree(self._server.folder)  # the harness cannot remove a mounted folder


def mount_small_disk(folder):
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", folder],
                   check=True, timeout=5, capture_output=True)


def may_mount(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mount") / "disk"
    try:
        mount_small_disk(folder)
    except (OSError, subprocess.CalledProcessError):
        return False
    subprocess.run(["umount", folder], check=True, timeout=5)
    return True


@pytest.fixture(params=[LimitedFiles, SmallDisk])
def site(request, tmp_path_factory):
    """Returns (server, its disk, its mail server). Without the right to mount, both runs use LimitedFiles."""
    make_disk = request.param
    if make_disk is SmallDisk and not may_mount(tmp_path_factory):
        make_disk = LimitedFiles
    with SmtpSink() as sink:
        server = Usher(smtp_url=sink.url)
        disk = make_disk(server)
        try:
            with server:
                yield server, disk, sink
        finally:
            disk.close()


def wait_for_refusals(load):
    refused = len(load.unanswered)
    eventually(lambda: len(load.unanswered) > refused + 10, what="503 from a full disk")


def wait_for_answers(load):
    answered = len(load.answered)
    eventually(lambda: len(load.answered) > answered + 10, what="answers")


def check_all(server, sink, partner, load):
    assert not load.surprises, load.surprises[0]
    for fields in load.take_unanswered()[::5]:
        activation = partner.activate(fields)
        assert partner.activate(fields) == activation, "two Ids for one request"
        load.answered.append((fields, activation))
    wait_until_all_are_processed(server)
    eventually(lambda: server.query("SELECT count(*) FROM task") == [(0,)], what="the end of all tasks")
    check_answered(server, load.answered)
    check_accounts(server)
    check_history(server)
    assert server.query("PRAGMA integrity_check") == [("ok",)]
    return check_mails(server, sink.mails())


def test_a_full_disk_loses_nothing(site):
    server, disk, sink = site
    partner = Partner(server, server.register())
    known = partner.activate(applicant())
    partner.wait_for_code(known, 2)
    with Workload(partner, threads=3) as load:
        for free in FREE_BYTES:
            wait_for_answers(load)
            disk.fill(free)
            wait_for_refusals(load)
            assert partner.status(known)["Code"] == 2, "reads still succeed"
            assert server.get("/healthz").status == 200
            assert server.get("/readyz").status in (200, 503)
            disk.clear()
            wait_for_answers(load)
            assert server.get("/readyz").status == 200
    mails = check_all(server, sink, partner, load)
    assert all(len(copies) == 1 for copies in mails.values()), "a mail was repeated"


def test_answers_on_a_full_disk(site):
    server, disk, _ = site
    partner = Partner(server, server.register())
    disk.fill(0)
    for _ in range(REQUESTS_MAX):
        fields = applicant()
        answer = partner.submit(fields)
        if answer.status != 200:
            break
    for answer in (answer, partner.submit(fields)):
        assert_error(answer, 503)
        assert int(answer.header("retry-after")) > 0
    disk.clear()
    partner.wait_for_code(partner.activate(fields), 2)


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_kill_or_stop_on_a_full_disk_loses_nothing(site, end):
    server, disk, sink = site
    partner = Partner(server, server.register())
    with Workload(partner, threads=3) as load:
        wait_for_answers(load)
        disk.fill(0)
        wait_for_refusals(load)
        getattr(server, end)()
        disk.clear()
        server.start()
        wait_for_answers(load)
    check_all(server, sink, partner, load)


def test_a_start_on_a_full_disk(site):
    """The server either answers reads or ends with an error message; both recover with free space."""
    server, disk, _ = site
    partner = Partner(server, server.register())
    known = partner.activate(applicant())
    partner.wait_for_code(known, 2)
    disk.fill(0)
    disk.stay_full()
    server.kill()
    server.launch()
    eventually(lambda: server.is_ready() or not server.is_running(), what="ready or ended")
    if server.is_running():
        assert partner.status(known)["Code"] == 2
        disk.clear()
    else:
        assert "terminate" not in server.log() and "database" in server.log()
        server.kill()
        disk.clear()
        server.start()
    partner.wait_for_code(partner.activate(applicant()), 2)
    assert partner.status(known)["Code"] == 2
