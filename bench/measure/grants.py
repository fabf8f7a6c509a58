"""Writes grants into Usher's database without sign-ins, and derives their tokens as the server would."""

import base64
import hashlib
import hmac
import secrets
import sqlite3
import time

from . import loads

BASE32 = "abcdefghijkmnpqrstuvwxyz23456789"  # src/base/encoding.cpp
PURPOSE = b"usher refresh token v1"          # src/base/key_ring.cpp
DAY_MS = 24 * 60 * 60 * 1000

INSERT_GRANTS = """
INSERT INTO access_grant (account_id, application_id, key_id, generation, recent_uses, created_at,
  expires_at)
SELECT account.id, application.id, ?, 1, '', ?, ? FROM account, application"""


def base32(data):
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(BASE32[int(bits[at:at + 5], 2)] for at in range(0, len(bits), 5))


def mac(key, data):
    return hmac.digest(key, data, "sha256")


def newest_key(file):
    """Returns (id, subkey of refresh tokens)."""
    line = next(line for line in file.read_text("ascii").splitlines() if not line.startswith("#"))
    name, master = line.split()
    extracted = mac(bytes(hashlib.sha256().digest_size), base64.b64decode(master))
    return name, mac(extracted, PURPOSE + b"\x01")


def refresh_token(subkey, grant, generation, created_at):
    head = f"{grant:016x}{generation:08x}{created_at:012x}"
    return head + base32(mac(subkey, head.encode("ascii")))


def make(usher, count):
    """Writes one grant for each of `count` new accounts, with one access token: (refresh token, access
    token) of each. REQUIRES: a database without accounts, with one application, that no server has
    open."""
    loads.prefill(usher.database, count)
    name, subkey = newest_key(usher.folder / "usher.key")
    now = int(time.time() * 1000)
    database = sqlite3.connect(usher.database)
    with database:
        database.execute(INSERT_GRANTS, (name, now, now + 60 * DAY_MS))
        grants = [grant for (grant,) in database.execute("SELECT id FROM access_grant ORDER BY id")]
        tokens = [(refresh_token(subkey, grant, 1, now), base32(secrets.token_bytes(20)))
                  for grant in grants]
        database.executemany(
            "INSERT INTO access_token (hash, grant_id, expires_at) VALUES (?, ?, ?)",
            ((hashlib.sha256(access.encode("ascii")).digest(), grant, now + DAY_MS)
             for grant, (_, access) in zip(grants, tokens)))
    database.close()
    return tokens


def rotations(usher):
    """Returns the number of refreshes in the database."""
    return usher.query("SELECT sum(generation - 1) FROM access_grant")[0][0]
