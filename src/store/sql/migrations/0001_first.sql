-- Times are milliseconds since 1970 (UTC); truth values are 0 and 1. Marks in braces: dialect.hpp.

-- One row: moves with every change of a row that acts as configuration (application, plan, setting).
CREATE TABLE epoch (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  value BIGINT NOT NULL
);
INSERT INTO epoch (id, value) VALUES (1, 1);

-- Switches of the whole installation, such as maintenance.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

-- Which keys a node must have in its ring before it may work on this database.
CREATE TABLE key_fingerprint (
  key_id TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE plan (
  id {identity},
  name TEXT NOT NULL UNIQUE,
  brand TEXT NOT NULL,
  sender TEXT NOT NULL,
  sign_in_url TEXT NOT NULL,
  trial_days BIGINT NOT NULL CHECK (trial_days >= 0),
  confirm_address BIGINT NOT NULL CHECK (confirm_address IN (0, 1)),
  refuse_disposable BIGINT NOT NULL CHECK (refuse_disposable IN (0, 1)),
  list_name TEXT NOT NULL
);
INSERT INTO plan (name, brand, sender, sign_in_url, trial_days, confirm_address, refuse_disposable,
                  list_name)
VALUES ('default', 'Usher', '', '', 30, 0, 0, 'Newsletter');

CREATE TABLE application (
  id {identity},
  client_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  contact TEXT NOT NULL,
  enabled BIGINT NOT NULL CHECK (enabled IN (0, 1)),
  disabled_reason TEXT NOT NULL,
  plan_id BIGINT NOT NULL REFERENCES plan (id),
  created_at BIGINT NOT NULL
);

-- Only hashes: the secrets themselves are shown once and kept nowhere.
CREATE TABLE application_secret (
  id {identity},
  application_id BIGINT NOT NULL REFERENCES application (id),
  hash {bytes} NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT
);
CREATE INDEX application_secret_owner ON application_secret (application_id);

CREATE TABLE activation (
  id {identity},
  application_id BIGINT NOT NULL,
  plan_id BIGINT NOT NULL,
  code BIGINT NOT NULL CHECK (code BETWEEN 0 AND 7),
  key_id TEXT NOT NULL,
  -- One real activation per applicant: unique while it is held, NULL after release-ip.
  ip_key BIGINT UNIQUE,
  ip TEXT NOT NULL,
  address TEXT NOT NULL,
  address_key BIGINT NOT NULL,
  name TEXT NOT NULL,
  company TEXT NOT NULL,
  phone TEXT NOT NULL,
  language TEXT NOT NULL,
  is_usa BIGINT NOT NULL CHECK (is_usa IN (0, 1)),
  newsletter BIGINT NOT NULL CHECK (newsletter IN (0, 1)),
  referer TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  -- When it first went to Code 3, for the end of the hourly retries; NULL otherwise.
  failed_at BIGINT,
  last_error TEXT NOT NULL
);
-- For "how many mails has this address had today" and for support's look-ups by e-mail.
CREATE INDEX activation_address ON activation (address_key);
-- Small: only what is not finished.
CREATE INDEX activation_open ON activation (code) WHERE code <> 2;

-- Append-only: every change of state that there ever was.
CREATE TABLE history (
  id {identity},
  activation_id BIGINT NOT NULL,
  from_code BIGINT CHECK (from_code BETWEEN 0 AND 7),
  to_code BIGINT NOT NULL CHECK (to_code BETWEEN 0 AND 7),
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL
);
CREATE INDEX history_activation ON history (activation_id);

-- Work to do. A claim writes a new lease_token and moves due_at to the end of the lease, so a worker
-- that dies needs no clean-up. A parked task (maintenance) has no due_at.
CREATE TABLE task (
  id {identity},
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 4),
  activation_id BIGINT NOT NULL,
  due_at BIGINT,
  attempts BIGINT NOT NULL,
  lease_token BIGINT NOT NULL,
  -- Staff want it stopped: takes effect when the worker that holds it is done.
  block_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX task_due ON task (due_at);
CREATE INDEX task_activation ON task (activation_id);

CREATE TABLE account (
  id {identity},
  activation_id BIGINT NOT NULL UNIQUE,
  plan_id BIGINT NOT NULL,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  company TEXT NOT NULL,
  phone TEXT NOT NULL,
  language TEXT NOT NULL,
  is_usa BIGINT NOT NULL CHECK (is_usa IN (0, 1)),
  -- What the generated password is made of; erased once the mail server has taken the mail.
  nonce {bytes},
  key_id TEXT NOT NULL,
  password_hash {bytes} NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  -- When staff last had new credentials sent: the date of that mail.
  credentials_reissued_at BIGINT
);

-- The account's own mailing lists, numbered from 1 within the account.
CREATE TABLE mailing_list (
  account_id BIGINT NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  guid TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, number)
) {by_key};

-- The vendor's own newsletter: applicants who agreed to it.
CREATE TABLE newsletter (
  address TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  company TEXT NOT NULL,
  language TEXT NOT NULL,
  is_usa BIGINT NOT NULL CHECK (is_usa IN (0, 1)),
  activation_id BIGINT NOT NULL,
  joined_at BIGINT NOT NULL
) {by_key};

-- What support has to know; mailed singly or as a digest.
CREATE TABLE alert (
  id {identity},
  kind TEXT NOT NULL,
  activation_id BIGINT NOT NULL,
  text TEXT NOT NULL,
  raised_at BIGINT NOT NULL,
  mailed_at BIGINT
);
CREATE INDEX alert_unmailed ON alert (id) WHERE mailed_at IS NULL;
