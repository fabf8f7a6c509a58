// The peer's prepared statements on SQLite.
'use strict';

const Database = require('better-sqlite3');
const { secretDigest } = require('./credentials');

const SCHEMA = `
CREATE TABLE IF NOT EXISTS application (
  id INTEGER PRIMARY KEY,
  client_id TEXT NOT NULL UNIQUE,
  secret_digest BLOB NOT NULL,
  enabled INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS activation (
  id INTEGER PRIMARY KEY,
  application_id INTEGER NOT NULL REFERENCES application (id),
  ip_key BLOB NOT NULL UNIQUE,
  ip_address TEXT NOT NULL,
  code INTEGER NOT NULL CHECK (code BETWEEN 0 AND 7),
  name_and_surname TEXT NOT NULL,
  company TEXT NOT NULL,
  email TEXT NOT NULL,
  phone_number TEXT NOT NULL,
  language TEXT NOT NULL,
  is_usa INTEGER NOT NULL,
  register_to_newsletter INTEGER NOT NULL,
  referer TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  nonce BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS history (
  id INTEGER PRIMARY KEY,
  activation_id INTEGER NOT NULL REFERENCES activation (id),
  from_code INTEGER,
  to_code INTEGER NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS history_by_activation ON history (activation_id);
CREATE TABLE IF NOT EXISTS task (
  id INTEGER PRIMARY KEY,
  activation_id INTEGER NOT NULL REFERENCES activation (id),
  kind TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS task_by_due ON task (due_at);
`;

const INSERT_ACTIVATION = `
INSERT INTO activation (application_id, ip_key, ip_address, code, name_and_surname, company, email,
  phone_number, language, is_usa, register_to_newsletter, referer, user_agent, nonce, created_at)
VALUES (@applicationId, @ipKey, @ipAddress, 1, @name, @company, @email, @phone, @language, @isUsa,
  @newsletter, @referer, @userAgent, randomblob(16), @now)
ON CONFLICT (ip_key) DO NOTHING`;

function openStore(file) {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('busy_timeout = 15000');
  db.exec(SCHEMA);

  const insertActivation = db.prepare(INSERT_ACTIVATION);
  const findOwner = db.prepare('SELECT id, application_id, email FROM activation WHERE ip_key = ?');
  const insertHistory = db.prepare(`
    INSERT INTO history (activation_id, from_code, to_code, at, who, why)
    VALUES (?, NULL, 1, ?, 'application', 'accepted')`);
  const insertTask = db.prepare(
    "INSERT INTO task (activation_id, kind, due_at) VALUES (?, 'activate', ?)");
  const findActivation = db.prepare('SELECT application_id, code FROM activation WHERE id = ?');
  const findApplication = db.prepare(
    'SELECT id, secret_digest, enabled FROM application WHERE client_id = ?');
  const insertApplication = db.prepare(`
    INSERT INTO application (client_id, secret_digest, enabled) VALUES (?, ?, 1)
    ON CONFLICT (client_id) DO NOTHING`);

  // The owner of the activation's IP address is the new row or an earlier row.
  const accept = db.transaction((applicationId, activation, now) => {
    const outcome = insertActivation.run({ ...activation, applicationId, now });
    if (outcome.changes === 0) {
      return findOwner.get(activation.ipKey);
    }
    insertHistory.run(outcome.lastInsertRowid, now);
    insertTask.run(outcome.lastInsertRowid, now);
    return {
      id: outcome.lastInsertRowid, application_id: applicationId, email: activation.email,
    };
  });

  return {
    accept: accept.immediate,
    findActivation: (id) => findActivation.get(id),
    findApplication: (clientId) => findApplication.get(clientId),
    registerApplication: (clientId, secret) =>
      insertApplication.run(clientId, secretDigest(secret)),
    close: () => db.close(),
  };
}

module.exports = { openStore };
