"""The server is killed with SIGKILL at seeded points under load and restarted, and loses no data."""

import hashlib
import random
import time

from harness import Usher, eventually
from partner import Partner
from sim import Simulation
from sink import SmtpSink
from wire import applicant

SEED = 2
KILLS = 20
FIRST_STARTS = 12
FIRST_START_SECONDS_MAX = 0.05


def test_kills_under_load_lose_nothing():
    simulation = Simulation(SEED, KILLS)
    simulation.run()
    assert len(simulation.rows) == KILLS
    last = simulation.rows[-1]
    assert last.answered >= last.checked >= 10 * KILLS, "too little load"


def test_a_kill_between_the_mail_servers_250_and_the_commit():
    """The mail server accepts mails without an answer, so that the kill comes before the commit."""
    settings = {"worker": {"lease_seconds": 3}}
    with SmtpSink("--behaviour", "accept-then-hang") as sink, \
            Usher(settings, smtp_url=sink.url) as server:
        partner = Partner(server, server.register())
        requests = [applicant() for _ in range(4)]
        activations = [partner.activate(fields) for fields in requests]
        eventually(lambda: len(sink.mails()) == len(requests), what="a mail for each")
        assert all(partner.status(activation)["Code"] == 5 for activation in activations)
        sink.control("ok")
        server.restart()
        for activation in activations:
            partner.wait_for_code(activation, 2)
        for fields in requests:
            copies = sink.mails_to(fields["Email"])
            assert len(copies) == 2, "accepted once before the kill and once after it"
            assert copies[0].raw == copies[1].raw, "a repeat is identical"
            name, password = copies[0].credentials()
            assert server.query("SELECT password_hash FROM account WHERE id = ?", int(name[1:])) \
                == [(hashlib.sha256(password.encode()).digest(),)]


def test_kills_during_the_first_start():
    """The first start creates the database and the key ring; after a kill the next start completes it."""
    chance = random.Random(SEED)
    for _ in range(FIRST_STARTS):
        server = Usher()
        try:
            server.launch()
            time.sleep(chance.uniform(0, FIRST_START_SECONDS_MAX))
            server.kill()
            server.start()
            partner = Partner(server, server.register())
            partner.wait_for_code(partner.activate(applicant()), 2)
        finally:
            server.__exit__()
