"""Checks the invariants of a server's database and mails that hold after every fault."""

import collections
import hashlib

from harness import eventually

FIRST_CODES = (0, 1)
# The successors of each Code (docs/state_machine.md).
MOVES = {0: (1, 6), 1: (4, 5, 6), 2: (), 3: (6, 7), 4: (6, 7), 5: (2, 3, 4, 6), 6: (7,),
         7: (2, 3, 4, 6)}
SETTLE_BATCH = 32


def wait_until_all_are_processed(server, seconds=30):
    eventually(lambda: server.query("SELECT count(*) FROM activation WHERE code <> 2") == [(0,)],
               seconds, "Code 2 for all")


def user_name(account_id):
    return f"m{account_id}"


def check_answered(server, answered):
    """Checks that every answered Id is stored with the data of its request. Returns the number of Ids."""
    rows = {row[0]: row[1:] for row in server.query(
        "SELECT id, ip, address, company, newsletter FROM activation")}
    for fields, activation in answered:
        assert activation["Id"] in rows, f"Id {activation['Id']} was answered and is lost"
        assert rows[activation["Id"]] == (fields["IpAddress"], fields["Email"], fields["Company"],
                                          fields["RegisterToNewsletter"])
    assert len({activation["Id"] for _, activation in answered}) == len(answered), "an Id was used twice"
    return len(answered)


def check_accounts(server):
    """Checks that all activations are at Code 2, each with one account that has no nonce left."""
    activations = server.query("SELECT id, code, address, newsletter FROM activation")
    assert {code for _, code, _, _ in activations} == {2}
    accounts = collections.Counter(row[0] for row in server.query(
        "SELECT activation_id FROM account"))
    assert accounts == collections.Counter(id_ for id_, _, _, _ in activations)
    assert server.query("SELECT count(*) FROM account WHERE nonce IS NOT NULL") == [(0,)]
    assert server.query("SELECT count(*) FROM account t JOIN activation a "
                        "ON a.id = t.activation_id WHERE a.address <> t.address") == [(0,)]
    lists = [row[0] for row in server.query("SELECT account_id FROM mailing_list ORDER BY 1")]
    assert lists == [row[0] for row in server.query("SELECT id FROM account ORDER BY 1")], \
        "each account has one list"
    newsletter = [row[0] for row in server.query("SELECT address FROM newsletter")]
    assert sorted(newsletter) == sorted({address for _, _, address, subscribed in activations if subscribed})
    assert server.query("SELECT count(*) FROM task WHERE kind <> 4") == [(0,)], "tasks are left"


def check_history(server):
    """Checks that every change continues the preceding change and is in the state diagram, and that times
    increase within an activation. On SQLite, which has one writer, times also increase over all activations."""
    at_code, times, clock = {}, {}, 0
    for activation, before, after, at in server.query(
            "SELECT activation_id, from_code, to_code, at FROM history ORDER BY id"):
        assert before == at_code.get(activation), f"activation {activation} skipped a change"
        assert after in (FIRST_CODES if before is None else (before, *MOVES[before])), \
            f"activation {activation}: {before} → {after}"
        before_it = times.get(activation, 0) if server.on_postgres else clock
        assert at >= before_it, f"time ran backwards by {before_it - at} ms"
        at_code[activation], times[activation], clock = after, at, at
    assert at_code == dict(server.query("SELECT id, code FROM activation"))


def check_mails(server, mails):
    """Checks that every applicant has received a mail, that repeats are identical, and that every mailed
    password is the account's. Returns {Message-ID: mails in order}."""
    accounts = {user_name(id_): (address, password_hash) for id_, address, password_hash in
                server.query("SELECT id, address, password_hash FROM account")}
    by_message_id = collections.defaultdict(list)
    for mail in mails:
        by_message_id[mail.message["Message-ID"]].append(mail)
    mailed = collections.Counter()
    for message_id, copies in by_message_id.items():
        assert len({copy.raw for copy in copies}) == 1, f"{message_id} was changed"
        name, password = copies[0].credentials()
        assert name in accounts, f"{name} was mailed and is lost"
        address, password_hash = accounts[name]
        assert all(copy.recipients == [address] for copy in copies), "to another address"
        assert hashlib.sha256(password.encode()).digest() == password_hash, \
            f"the password mailed for {name} is not the valid one"
        mailed[name] += 1
    assert mailed == collections.Counter(accounts.keys()), "one mail per account, no other"
    return by_message_id


def repeats_per_life(mails, life_of):
    """Returns {run of the server: number of mails of this run that a later run delivered again}. A run must
    not repeat its own mails."""
    repeats = collections.Counter()
    for message_id, copies in mails.items():
        lives = [life_of(copy) for copy in copies]
        assert len(set(lives)) == len(lives), f"{message_id} was repeated without a crash"
        repeats.update(lives[:-1])
    return repeats
