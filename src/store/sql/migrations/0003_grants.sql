-- Applications' access to accounts (OAuth 2).

-- The resource-owner password grant: published clients use it, staff can end it per application.
ALTER TABLE application ADD COLUMN password_grant BIGINT NOT NULL DEFAULT 1
  CHECK (password_grant IN (0, 1));

-- One application's access to one account, from sign-in to its end. Refresh tokens are not kept:
-- each is derived from the grant's number and a generation, so the row is all there is.
CREATE TABLE access_grant (
  id {identity},
  account_id BIGINT NOT NULL,
  application_id BIGINT NOT NULL,
  key_id TEXT NOT NULL,
  -- Of the refresh token that has been given out last.
  generation BIGINT NOT NULL,
  -- When its predecessors were first used, newest first, as far back as it matters.
  recent_uses TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX access_grant_account ON access_grant (account_id);

-- Only hashes.
CREATE TABLE access_token (
  hash {bytes} PRIMARY KEY,
  grant_id BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
) {by_key};
CREATE INDEX access_token_end ON access_token (expires_at);

-- What concerns security and is no change of an activation. Append-only.
CREATE TABLE audit (
  id {identity},
  at BIGINT NOT NULL,
  what TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  application_id BIGINT NOT NULL
);
CREATE INDEX audit_account ON audit (account_id);
