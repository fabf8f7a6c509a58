"""Recipients, groups and messages of an account's list, which tests insert into the database directly, and the
rows of their sendings."""

import itertools
import re

from harness import eventually

_count = itertools.count(1)


def quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


class Mailing:
    """An account's list with its recipients and messages."""

    def __init__(self, account, list_number=1):
        self.account = account
        self.server = account.server
        self.id = int(account.user[1:])
        self.list = list_number

    def recipients(self, count, status=1, names=None, fields="{}"):
        """Adds recipients with this status to the list. Returns {address: id}."""
        numbers = [next(_count) for _ in range(count)]
        emails = [f"r{number}@example.org" for number in numbers]
        names = names or [f"Name {number}" for number in numbers]
        rows = ", ".join(
            f"({self.id}, {quoted(email)}, {quoted(email)}, {quoted(name)}, {quoted(fields)}, 0, 0, 0)"
            for email, name in zip(emails, names))
        self.server.execute("INSERT INTO recipient (account_id, email, email_key, name, fields, "
                            f"created_at, changed_at, import_id) VALUES {rows}")
        stored = dict(self.server.query(
            "SELECT email, id FROM recipient WHERE account_id = ? ORDER BY id", self.id))
        ids = {email: stored[email] for email in emails}
        self.subscribe(ids.values(), status)
        return ids

    def subscribe(self, ids, status=1):
        rows = ", ".join(f"({self.id}, {self.list}, {id}, {status}, '')" for id in ids)
        self.server.execute("INSERT INTO subscription (account_id, list, recipient_id, status, "
                            f"requested_ip) VALUES {rows}")
        self.count()

    def count(self):
        """Recalculates the list's counters."""
        assignments = ", ".join(
            f"{name} = (SELECT count(*) FROM subscription s WHERE s.account_id = {self.id} "
            f"AND s.list = {self.list} AND s.status = {status})"
            for name, status in (("subscribed", 1), ("unsubscribed", 2), ("pending", 3)))
        self.server.execute(f"UPDATE mailing_list SET {assignments} WHERE account_id = {self.id} "
                            f"AND number = {self.list}")

    def counters(self):
        return self.server.query(
            "SELECT subscribed, unsubscribed, pending FROM mailing_list "
            "WHERE account_id = ? AND number = ?", self.id, self.list)[0]

    def status(self, recipient):
        """Returns (status, opt_out, opt_out_message_id) of a recipient in the list."""
        rows = self.server.query("SELECT status, opt_out, opt_out_message_id FROM subscription WHERE "
                                 "account_id = ? AND list = ? AND recipient_id = ?",
                                 self.id, self.list, recipient)
        return rows[0] if rows else None

    def group(self, recipients, name=None):
        group = self.account.json("POST", f"List/{self.list}/Group",
                                  {"Name": name or f"group {next(_count)}"})["idGroup"]
        if recipients:
            rows = ", ".join(f"({self.id}, {group}, {id})" for id in recipients)
            self.server.execute("INSERT INTO group_member (account_id, group_id, recipient_id) "
                                f"VALUES {rows}")
        return group

    def message(self, content="<p>Hello</p>", subject="A message", fields="{}", tracked=False,
                params="", protocols="", notes="", pre_header=""):
        """Adds a message and returns its id. Texts must not contain a question mark; HTML may contain `&#63;`."""
        mark = f"message {next(_count)}"
        self.server.execute(
            "INSERT INTO message (account_id, list, subject, content, notes, embed, "
            "is_confirmation, use_dynamic_field, fields, tracking_enabled, tracking_params, "
            "tracking_protocols, head, body, pre_header, structure, publication, created_at, changed_at) "
            f"VALUES ({self.id}, {self.list}, {quoted(subject)}, {quoted(content)}, "
            f"{quoted(notes or mark)}, 0, 0, 0, {quoted(fields)}, {int(tracked)}, {quoted(params)}, "
            f"{quoted(protocols)}, '', {quoted(mark)}, {quoted(pre_header)}, '', 0, 0, 0)")
        return self.server.query("SELECT id FROM message WHERE account_id = ? AND body = ?",
                                 self.id, mark)[0][0]

    def send(self, message, **query):
        return self.account.json("POST", f"List/{self.list}/Email/{message}/Send", query=query)

    def sending(self, id, *columns):
        return self.server.query(
            f"SELECT {', '.join(columns or ['state'])} FROM sending WHERE id = ?", id)[0]

    def is_done(self, *ids):
        return all(self.sending(id) == (4,) for id in ids)


class DeliveredMail:
    """A mail that was sent to one new recipient, with its message and its sending."""

    def __init__(self, mailing, sink, **message):
        self.mailing, self.server = mailing, mailing.server
        ((self.email, self.recipient),) = mailing.recipients(1).items()
        self.message = mailing.message(**message)
        body = {"Email": self.email, "idMessage": self.message}
        self.sending = mailing.account.json("POST", "Email/Send", body)["Id"]
        self.mail = sink.mail_to(self.email)
        eventually(lambda: mailing.is_done(self.sending))

    def links(self, path):
        """Returns the paths of the mail's links that begin with this path."""
        return [url[len(self.server.url):] for url in re.findall(
            re.escape(self.server.url) + re.escape(path) + "[^\"'<>\\s]*", self.mail.html)]

    def statistic(self, *columns):
        return self.server.query(f"SELECT {', '.join(columns)} FROM message_statistic "
                                 "WHERE message_id = ?", self.message)[0]
