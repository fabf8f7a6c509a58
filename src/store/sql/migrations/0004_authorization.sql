-- The authorization code grant: where applications may be answered, and the codes.

-- RFC 6749, 2.1: it runs on its users' machines and has no secret that it could keep.
ALTER TABLE application ADD COLUMN public_client BIGINT NOT NULL DEFAULT 0
  CHECK (public_client IN (0, 1));

CREATE TABLE redirect_uri (
  application_id BIGINT NOT NULL,
  uri TEXT NOT NULL,
  PRIMARY KEY (application_id, uri)
) {by_key};

-- A used one stays for a while, so that a second use is noticed.
CREATE TABLE authorization_code (
  hash {bytes} PRIMARY KEY,
  application_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  redirect_uri TEXT NOT NULL,
  code_challenge TEXT NOT NULL,
  secret_proved BIGINT NOT NULL CHECK (secret_proved IN (0, 1)),
  expires_at BIGINT NOT NULL,
  grant_id BIGINT
) {by_key};
CREATE INDEX authorization_code_end ON authorization_code (expires_at);
