"""The auditor of the crash tests accepts an undamaged database and detects each kind of damage."""

import copy
import shutil
import sqlite3

import pytest
from auditor import check_accounts, check_answered, check_history, check_mails, repeats_per_life
from harness import Usher
from partner import Partner
from sink import SmtpSink
from wire import applicant


class Evidence:
    """A copy of a database that a test damages, with the mails and answers that belong to it."""

    on_postgres = False

    def __init__(self, database, mails, answered):
        self.database, self.mails, self.answered = database, mails, answered

    def query(self, sql, *values):
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def check(self):
        check_answered(self, self.answered)
        check_accounts(self)
        check_history(self)
        mails = check_mails(self, self.mails)
        assert not repeats_per_life(mails, lambda mail: mail.connection)


@pytest.fixture(scope="module")
def undamaged(tmp_path_factory):
    database = tmp_path_factory.mktemp("undamaged") / "usher.db"
    with SmtpSink() as sink, Usher(smtp_url=sink.url) as server:
        partner = Partner(server, server.register())
        answered = [(fields, partner.activate(fields)) for fields in (applicant(), applicant())]
        for _, activation in answered:
            partner.wait_for_code(activation, 2)
        server.stop()
        shutil.copy(server.database, database)
        return Evidence(database, sink.mails(), answered)


@pytest.fixture
def evidence(undamaged, tmp_path):
    shutil.copy(undamaged.database, tmp_path / "usher.db")
    return Evidence(tmp_path / "usher.db", list(undamaged.mails), list(undamaged.answered))


def test_undamaged_evidence_passes(evidence):
    evidence.check()


@pytest.mark.parametrize("damage", [
    "DELETE FROM activation WHERE id = 1",
    "UPDATE activation SET code = 5 WHERE id = 1",
    "UPDATE activation SET company = 'x' WHERE id = 1",
    "DELETE FROM account WHERE activation_id = 1",
    "INSERT INTO account SELECT 99, 99, plan_id, address, name, company, phone, language, is_usa, "
    "nonce, key_id, password_hash, created_at, expires_at, credentials_reissued_at, password_chosen_at, 0, 0 "
    "FROM account WHERE id = 1",
    "UPDATE account SET nonce = x'00' WHERE id = 1",
    "UPDATE account SET password_hash = x'00' WHERE id = 1",
    "UPDATE account SET address = 'x@example.org' WHERE id = 1",
    "DELETE FROM mailing_list WHERE account_id = 1",
    "DELETE FROM newsletter WHERE activation_id = 1",
    "DELETE FROM history WHERE activation_id = 1 AND to_code = 5",
    "DELETE FROM history WHERE activation_id = 1 AND to_code = 2",
    "UPDATE history SET at = at - 60000 WHERE id = (SELECT max(id) FROM history)",
    "INSERT INTO history SELECT 99, activation_id, 2, 5, at, who, why FROM history "
    "WHERE id = (SELECT max(id) FROM history)",
    "INSERT INTO task (kind, activation_id, due_at, attempts, lease_token) VALUES (1, 1, 0, 0, 0)",
])
def test_damage_is_detected(evidence, damage):
    evidence.query(damage)
    with pytest.raises(AssertionError):
        evidence.check()


def changed(mail, old, new):
    other = copy.copy(mail)
    assert old in mail.raw
    other.raw = mail.raw.replace(old, new, 1)
    other.__dict__.pop("message", None)  # the next access parses the mails again
    return other


def test_a_lost_mail_is_detected(evidence):
    evidence.mails.pop()
    with pytest.raises(AssertionError):
        evidence.check()


def test_a_repeat_that_differs_is_detected(evidence):
    evidence.mails.append(changed(evidence.mails[0], b"Date: ", b"Date:  "))
    with pytest.raises(AssertionError, match="was changed"):
        evidence.check()


def test_a_second_password_is_detected(evidence):
    _, password = evidence.mails[0].credentials()
    mail = changed(evidence.mails[0], password.encode(), b"a" * len(password))
    evidence.mails[0] = mail
    with pytest.raises(AssertionError, match="not the valid one"):
        evidence.check()


def test_a_second_mail_is_detected(evidence):
    mail = changed(evidence.mails[0], b"Message-ID: <", b"Message-ID: <x")
    evidence.mails.append(mail)
    with pytest.raises(AssertionError, match="one mail per account"):
        evidence.check()


def test_a_repeat_within_one_life_is_detected(evidence):
    evidence.mails.append(evidence.mails[0])
    with pytest.raises(AssertionError, match="repeated without a crash"):
        evidence.check()


def test_a_mail_to_another_address_is_detected(evidence):
    mail = copy.copy(evidence.mails[0])
    mail.recipients = ["x@example.org"]
    evidence.mails[0] = mail
    with pytest.raises(AssertionError, match="to another address"):
        evidence.check()


def test_a_lost_answer_is_detected(evidence):
    fields, activation = evidence.answered[0]
    evidence.answered.append((fields, {**activation, "Id": 99}))
    with pytest.raises(AssertionError, match="is lost"):
        evidence.check()
