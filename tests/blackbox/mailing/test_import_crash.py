"""The server is killed at seeded points during imports: no recipient is lost or duplicated, and the counts of every
import are correct."""

import json
import random
import time

from harness import Usher, eventually
from resources import Resources

SEED = 5
KILLS = 20
ROWS = 9000
RUN_SECONDS_MAX = 0.06
SETTINGS = {"limits": {"calls_per_second_per_method": 0}, "server": {"stop_seconds": 5}}


def start(account, life, group):
    """Starts an import, a third of whose rows was imported before. Returns the import's number and the number
    of recipients."""
    first = life * ROWS * 2 // 3
    rows = [{"Email": f"r{i}@example.com", "Fields": [{"Id": 1, "Value": f"v{life}"}]}
            for i in range(first, first + ROWS)]
    answer = account.call("POST", f"Group/{group}/Recipients", raw=json.dumps(rows).encode())
    assert answer.status == 200, answer.text()
    return int(answer.text()), first + ROWS


def test_kills_during_imports(sink):
    chance = random.Random(SEED)
    with Usher(SETTINGS, smtp_url=sink.url) as server:
        account = Resources(server, server.register(), sink)
        group = account.json("POST", "List/1/Group", {"Name": "g"})["idGroup"]
        imports, total = [], 0
        for _ in range(KILLS):
            if not imports or account.get(f"Import/{imports[-1]}")["Completed"]:
                number, total = start(account, len(imports), group)
                imports.append(number)
            time.sleep(chance.uniform(0, RUN_SECONDS_MAX))
            server.restart()
            account.connection = server.connect()
        assert len(imports) < KILLS, "too few kills during imports"
        for life, number in enumerate(imports):
            status = eventually(lambda n=number: (now := account.get(f"Import/{n}"))["Completed"] and now)
            fresh = ROWS if life == 0 else ROWS * 2 // 3
            assert (status["CreatedRecipients"], status["UpdatedRecipients"]) == (fresh, ROWS - fresh)
            assert status["ImportedRecipients"] == ROWS and status["NotValidRecipients"] == 0
        assert account.get("List/1/Recipients/Subscribed")["TotalElementsCount"] == total
        assert account.get(f"Group/{group}/Recipients")["TotalElementsCount"] == total
        # The counters match the rows.
        assert server.query("SELECT count(*), count(DISTINCT email_key) FROM recipient")[0] \
            == (total, total)
        assert server.query("SELECT count(*) FROM subscription WHERE status = 1")[0][0] == total
        assert server.query("SELECT count(*) FROM group_member")[0][0] == total
        assert server.query("SELECT recipients FROM account")[0][0] == total
        assert server.query("SELECT count(*) FROM import_chunk")[0][0] == 0
        account.close()
