-- Owners of accounts: passwords of their own, sessions, and an end to what they have let in.

-- When the owner chose the password: then its hash is Argon2id's text. NULL: the generated one.
ALTER TABLE account ADD COLUMN password_chosen_at BIGINT;
-- Whether owners have to choose one before anything else.
ALTER TABLE plan ADD COLUMN choose_password BIGINT NOT NULL DEFAULT 0
  CHECK (choose_password IN (0, 1));

-- A browser in which an owner is signed in. The cookie is kept as a hash only.
CREATE TABLE session (
  id {identity},
  hash {bytes} NOT NULL UNIQUE,
  account_id BIGINT NOT NULL,
  browser TEXT NOT NULL,
  ip TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_end ON session (expires_at);

-- A link to choose a new password has been ordered. What it says is derived from the nonce.
CREATE TABLE password_reset (
  account_id BIGINT PRIMARY KEY,
  nonce {bytes} NOT NULL,
  key_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  -- How many have been ordered since when, so that nobody's inbox is filled with them.
  orders BIGINT NOT NULL,
  counted_from BIGINT NOT NULL
) {by_key};
CREATE INDEX password_reset_end ON password_reset (expires_at);
-- "Forgot your password?" takes an e-mail address too.
CREATE INDEX account_address ON account (address);

-- So that staff can retire the password grant where nobody needs it any more; a day is 86,400 s.
CREATE TABLE password_grant_use (
  application_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  uses BIGINT NOT NULL,
  PRIMARY KEY (application_id, day)
) {by_key};

CREATE INDEX access_grant_end ON access_grant (expires_at);
CREATE INDEX access_grant_application ON access_grant (application_id) WHERE revoked_at IS NULL;
CREATE INDEX authorization_code_account ON authorization_code (account_id);
