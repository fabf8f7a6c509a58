"""Knows what must be true of a server's database and mails, whatever was done to the server."""

import collections
import hashlib

from harness import eventually

FIRST_CODES = (0, 1)
# from → to, as docs/state_machine.md draws it
MOVES = {0: (1, 6), 1: (4, 5, 6), 2: (), 3: (6, 7), 4: (6, 7), 5: (2, 3, 4, 6), 6: (7,),
         7: (2, 3, 4, 6)}
SETTLE_BATCH = 32


def wait_until_all_are_processed(server, seconds=30):
    eventually(lambda: server.query("SELECT count(*) FROM activation WHERE code <> 2") == [(0,)],
               seconds, "Code 2 for all")


def user_name(account_id):
    return f"m{account_id}"


def check_answered(server, answered):
    """Every Id that was ever answered is there, with the request's own data. Returns how many."""
    rows = {row[0]: row[1:] for row in server.query(
        "SELECT id, ip, address, company, newsletter FROM activation")}
    for fields, given in answered:
        assert given["Id"] in rows, f"Id {given['Id']} was answered and is lost"
        assert rows[given["Id"]] == (fields["IpAddress"], fields["Email"], fields["Company"],
                                     fields["RegisterToNewsletter"])
    assert len({given["Id"] for _, given in answered}) == len(answered), "an Id was given twice"
    return len(answered)


def check_accounts(server):
    """All activations are at Code 2, each with one account of its own that keeps no nonce."""
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
        "one first list each"
    newsletter = [row[0] for row in server.query("SELECT address FROM newsletter")]
    assert sorted(newsletter) == sorted({address for _, _, address, yes in activations if yes})
    assert server.query("SELECT count(*) FROM task WHERE kind <> 4") == [(0,)], "work is left"


def check_history(server):
    """Every change follows the one before it, is one that the diagram has, and time never runs
    backwards within an activation; nor over all, where one writer writes."""
    at_code, times, clock = {}, {}, 0
    for activation, before, after, at in server.query(
            "SELECT activation_id, from_code, to_code, at FROM history ORDER BY id"):
        assert before == at_code.get(activation), f"activation {activation} jumped"
        assert after in (FIRST_CODES if before is None else (before, *MOVES[before])), \
            f"activation {activation}: {before} → {after}"
        before_it = times.get(activation, 0) if server.on_postgres else clock
        assert at >= before_it, f"time ran backwards by {before_it - at} ms"
        at_code[activation], times[activation], clock = after, at, at
    assert at_code == dict(server.query("SELECT id, code FROM activation"))


def check_mails(server, mails):
    """Every activation's applicant has got a mail, every repeat is the same to the byte, and every
    password is the one that the named account has. Returns {Message-ID: its mails in order}."""
    accounts = {user_name(id_): (address, password_hash) for id_, address, password_hash in
                server.query("SELECT id, address, password_hash FROM account")}
    by_message_id = collections.defaultdict(list)
    for mail in mails:
        by_message_id[mail.message["Message-ID"]].append(mail)
    written_to = collections.Counter()
    for message_id, copies in by_message_id.items():
        assert len({copy.raw for copy in copies}) == 1, f"{message_id} was changed"
        name, password = copies[0].credentials()
        assert name in accounts, f"{name} was mailed and is lost"
        address, password_hash = accounts[name]
        assert all(copy.recipients == [address] for copy in copies), "to somebody else"
        assert hashlib.sha256(password.encode()).digest() == password_hash, \
            f"the password mailed for {name} is not the valid one"
        written_to[name] += 1
    assert written_to == collections.Counter(accounts.keys()), "one mail per account, no other"
    return by_message_id


def repeats_per_life(mails, life_of):
    """{life of the server: how many mails it had delivered were delivered again later}. Within
    one life nothing may be repeated."""
    repeats = collections.Counter()
    for message_id, copies in mails.items():
        lives = [life_of(copy) for copy in copies]
        assert len(set(lives)) == len(lives), f"{message_id} was repeated without a crash"
        repeats.update(lives[:-1])
    return repeats
