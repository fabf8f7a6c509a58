-- Times are milliseconds since 1970 (UTC), unless the column says otherwise. Booleans are 0 and 1.
-- Marks in braces: src/store/dialect.hpp.

-- ===== The installation =====

-- One row. Incremented with every change of a row that acts as configuration (application, plan,
-- setting), so that each connection discards its cache.
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

-- The keys that a node's key ring must contain before the node may use this database.
CREATE TABLE key_fingerprint (
  key_id TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- The serving nodes, with the schema version that each node's program supports.
CREATE TABLE node (
  id TEXT PRIMARY KEY,
  schema_version BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL
);

-- ===== Provisioning =====

CREATE TABLE plan (
  id {identity},
  name TEXT NOT NULL UNIQUE,
  brand TEXT NOT NULL,
  sender TEXT NOT NULL,
  sign_in_url TEXT NOT NULL,
  trial_days BIGINT NOT NULL CHECK (trial_days >= 0),
  confirm_address BIGINT NOT NULL CHECK (confirm_address IN (0, 1)),
  refuse_disposable BIGINT NOT NULL CHECK (refuse_disposable IN (0, 1)),
  list_name TEXT NOT NULL,
  -- Whether owners must choose a password at their first sign-in.
  choose_password BIGINT NOT NULL DEFAULT 0 CHECK (choose_password IN (0, 1)),
  -- Limits of a trial account; 0: unlimited.
  max_recipients BIGINT NOT NULL DEFAULT 0 CHECK (max_recipients >= 0),
  max_emails BIGINT NOT NULL DEFAULT 0 CHECK (max_emails >= 0),
  emails_per_second BIGINT NOT NULL DEFAULT 0 CHECK (emails_per_second >= 0),
  max_bytes BIGINT NOT NULL DEFAULT 1073741824 CHECK (max_bytes >= 0)
);
INSERT INTO plan (name, brand, sender, sign_in_url, trial_days, confirm_address, refuse_disposable,
                  list_name)
VALUES ('default', 'Usher', '', '', 30, 0, 0, 'Newsletter');

-- Default settings of the mailing lists of a plan's accounts (white label). A setting that equals
-- the built-in default has no row.
CREATE TABLE plan_list_setting (
  plan_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (plan_id, name)
) {by_key};

CREATE TABLE application (
  id {identity},
  client_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  contact TEXT NOT NULL,
  enabled BIGINT NOT NULL CHECK (enabled IN (0, 1)),
  disabled_reason TEXT NOT NULL,
  plan_id BIGINT NOT NULL REFERENCES plan (id),
  created_at BIGINT NOT NULL,
  -- Whether the application may use the resource owner password grant (RFC 6749, 4.3).
  password_grant BIGINT NOT NULL DEFAULT 1 CHECK (password_grant IN (0, 1)),
  -- RFC 6749, 2.1: a client that cannot keep a secret.
  public_client BIGINT NOT NULL DEFAULT 0 CHECK (public_client IN (0, 1))
);

-- Only hashes: a secret is shown once and never stored.
CREATE TABLE application_secret (
  id {identity},
  application_id BIGINT NOT NULL REFERENCES application (id),
  hash {bytes} NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT
);
CREATE INDEX application_secret_application ON application_secret (application_id);

-- The calls under a rate limit, over all nodes (a leaky bucket): the calls so far use up the limit
-- until this time, in microseconds since 1970.
CREATE TABLE rate_use (
  application_id BIGINT NOT NULL,
  method TEXT NOT NULL,
  used_until BIGINT NOT NULL,
  PRIMARY KEY (application_id, method)
) {by_key};

CREATE TABLE activation (
  id {identity},
  application_id BIGINT NOT NULL,
  plan_id BIGINT NOT NULL,
  code BIGINT NOT NULL CHECK (code BETWEEN 0 AND 7),
  key_id TEXT NOT NULL,
  -- At most one activation per IP holds it; NULL after its release.
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
  -- The first move to Code 3: the hourly retries count from it. NULL unless the activation failed.
  failed_at BIGINT,
  last_error TEXT NOT NULL
);
-- Counts an address's activations, and finds activations by email.
CREATE INDEX activation_address ON activation (address_key);
-- Small: only the activations that are not processed.
CREATE INDEX activation_open ON activation (code) WHERE code <> 2;

-- Append-only: every change of an activation's code.
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

-- A claim writes a new lease_token and moves due_at to the end of the lease: the lease of a dead
-- worker expires without clean-up. A parked task (maintenance) has no due_at.
CREATE TABLE task (
  id {identity},
  -- 1 advance, 2 confirmation, 3 resend, 4 alert (domain::TaskKind).
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 4),
  activation_id BIGINT NOT NULL,
  due_at BIGINT,
  attempts BIGINT NOT NULL,
  lease_token BIGINT NOT NULL,
  -- Not empty: staff requested a block, which takes effect when the current lease is settled.
  block_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX task_due ON task (due_at);
CREATE INDEX task_activation ON task (activation_id);
-- At most one task mails the alerts of all nodes.
CREATE UNIQUE INDEX task_alert ON task (kind) WHERE kind = 4;

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
  -- The generated password is derived from it; NULL after the mail server accepted the mail.
  nonce {bytes},
  key_id TEXT NOT NULL,
  password_hash {bytes} NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  -- The last time that staff had new credentials sent: the date of that mail.
  credentials_reissued_at BIGINT,
  -- Not NULL: the owner chose the password, and password_hash is Argon2id's text.
  password_chosen_at BIGINT,
  -- Usage that the plan limits.
  recipients BIGINT NOT NULL DEFAULT 0,
  emails_sent BIGINT NOT NULL DEFAULT 0,
  -- By messages, attachments, images, recipients and waiting imports.
  bytes_used BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX account_address ON account (address);

-- The former address of an account whose address was changed by staff, until the notice to the
-- former address is sent.
CREATE TABLE former_address (
  activation_id BIGINT PRIMARY KEY,
  address TEXT NOT NULL,
  changed_at BIGINT NOT NULL
) {by_key};

-- The vendor's own newsletter: the applicants who agreed to receive it.
CREATE TABLE newsletter (
  address TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  company TEXT NOT NULL,
  language TEXT NOT NULL,
  is_usa BIGINT NOT NULL CHECK (is_usa IN (0, 1)),
  activation_id BIGINT NOT NULL,
  joined_at BIGINT NOT NULL
) {by_key};

-- Problems that are reported to support, in one mail each or in a digest.
CREATE TABLE alert (
  id {identity},
  kind TEXT NOT NULL,
  activation_id BIGINT NOT NULL,
  text TEXT NOT NULL,
  raised_at BIGINT NOT NULL,
  mailed_at BIGINT
);
CREATE INDEX alert_unmailed ON alert (id) WHERE mailed_at IS NULL;

-- Append-only: security events that do not change an activation's code.
CREATE TABLE audit (
  id {identity},
  at BIGINT NOT NULL,
  event TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  application_id BIGINT NOT NULL
);
CREATE INDEX audit_account ON audit (account_id);

-- ===== Access =====

-- One application's access to one account, from sign-in to expiry or revocation. Refresh tokens
-- are not stored: each is derived from the grant's id and a generation.
CREATE TABLE access_grant (
  id {identity},
  account_id BIGINT NOT NULL,
  application_id BIGINT NOT NULL,
  key_id TEXT NOT NULL,
  -- The generation of the refresh token that was issued last.
  generation BIGINT NOT NULL,
  -- The first uses of its predecessors, newest first, within the reuse grace period.
  recent_uses TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX access_grant_account ON access_grant (account_id);
CREATE INDEX access_grant_expires_at ON access_grant (expires_at);
CREATE INDEX access_grant_application ON access_grant (application_id) WHERE revoked_at IS NULL;

-- Only hashes.
CREATE TABLE access_token (
  hash {bytes} PRIMARY KEY,
  grant_id BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
) {by_key};
CREATE INDEX access_token_expires_at ON access_token (expires_at);

-- The redirection endpoints that an application has registered (RFC 6749, 3.1.2).
CREATE TABLE redirect_uri (
  application_id BIGINT NOT NULL,
  uri TEXT NOT NULL,
  PRIMARY KEY (application_id, uri)
) {by_key};

-- A redeemed code is kept for a while, so that its reuse is detected.
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
CREATE INDEX authorization_code_expires_at ON authorization_code (expires_at);
CREATE INDEX authorization_code_account ON authorization_code (account_id);

-- Password grants per application and day (of 86,400 s), so that staff can see unused ones.
CREATE TABLE password_grant_use (
  application_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  uses BIGINT NOT NULL,
  PRIMARY KEY (application_id, day)
) {by_key};

-- A browser in which an owner is signed in. Only the cookie's hash is stored.
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
CREATE INDEX session_expires_at ON session (expires_at);

-- The last requested link for choosing a new password. The link is derived from the nonce.
CREATE TABLE password_reset (
  account_id BIGINT PRIMARY KEY,
  nonce {bytes} NOT NULL,
  key_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  -- How many links were requested since then: limits the mails to one address.
  requests BIGINT NOT NULL,
  requests_since BIGINT NOT NULL
) {by_key};
CREATE INDEX password_reset_expires_at ON password_reset (expires_at);

-- ===== Mailing =====
-- Every row names its account, and every statement restricts itself to an account.

-- Numbered from 1 within the account; other tables refer to the number as `list`.
CREATE TABLE mailing_list (
  account_id BIGINT NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  guid TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  -- Recipients in each status, so that no query counts rows.
  subscribed BIGINT NOT NULL DEFAULT 0,
  unsubscribed BIGINT NOT NULL DEFAULT 0,
  pending BIGINT NOT NULL DEFAULT 0,
  -- A removed list is hidden at once; its rows are deleted in batches, then it is purged.
  removed_at BIGINT,
  purged BIGINT NOT NULL DEFAULT 0 CHECK (purged IN (0, 1)),
  PRIMARY KEY (account_id, number)
) {by_key};
CREATE INDEX mailing_list_removed ON mailing_list (removed_at)
  WHERE removed_at IS NOT NULL AND purged = 0;

-- A setting that equals its plan's default has no row.
CREATE TABLE mailing_list_setting (
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account_id, list, name)
) {by_key};

CREATE TABLE recipient_group (
  id {identity},
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  name TEXT NOT NULL,
  notes TEXT NOT NULL,
  deletable BIGINT NOT NULL CHECK (deletable IN (0, 1)),
  members BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  removed_at BIGINT,
  purged BIGINT NOT NULL DEFAULT 0 CHECK (purged IN (0, 1))
);
CREATE UNIQUE INDEX recipient_group_name ON recipient_group (account_id, list, name)
  WHERE removed_at IS NULL;
CREATE INDEX recipient_group_removed ON recipient_group (removed_at)
  WHERE removed_at IS NOT NULL AND purged = 0;

CREATE TABLE recipient (
  id {identity_once},
  account_id BIGINT NOT NULL,
  -- The address as entered, and in lower case: an address occurs at most once in an account.
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  name TEXT NOT NULL,
  mobile_prefix TEXT,
  mobile_number TEXT,
  -- A JSON object of the dynamic fields that are not empty: field 1 is its member f1.
  fields TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  -- The last import that contained the recipient; 0: none.
  import_id BIGINT NOT NULL
);
CREATE UNIQUE INDEX recipient_email ON recipient (account_id, email_key);

CREATE TABLE subscription (
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  -- 1 subscribed, 2 unsubscribed, 3 pending: confirmation of the address requested.
  status BIGINT NOT NULL CHECK (status IN (1, 2, 3)),
  requested_at BIGINT,
  requested_ip TEXT NOT NULL,
  subscribed_at BIGINT,
  unsubscribed_at BIGINT,
  -- Cause: 0 an application, 1 the recipient, 2 a hard bounce, 3 a complaint (domain::OptOut).
  opt_out BIGINT,
  opt_out_message_id BIGINT,
  PRIMARY KEY (account_id, list, recipient_id)
) {by_key};
CREATE INDEX subscription_rest ON subscription (account_id, list, status, recipient_id)
  WHERE status <> 1;

CREATE TABLE group_member (
  account_id BIGINT NOT NULL,
  group_id BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  PRIMARY KEY (account_id, group_id, recipient_id)
) {by_key};

CREATE TABLE import (
  id {identity},
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  -- 0: into the list only.
  group_id BIGINT NOT NULL,
  -- Recipients that the list has already: 0 keeps their status, 1 subscribes, 2 unsubscribes.
  mode BIGINT NOT NULL CHECK (mode IN (0, 1, 2)),
  confirm BIGINT NOT NULL CHECK (confirm IN (0, 1)),
  clear_fields BIGINT NOT NULL CHECK (clear_fields IN (0, 1)),
  leave_groups BIGINT NOT NULL CHECK (leave_groups IN (0, 1)),
  requested_ip TEXT NOT NULL,
  total BIGINT NOT NULL,
  email_new BIGINT NOT NULL DEFAULT 0,
  email_update BIGINT NOT NULL DEFAULT 0,
  repeated_email BIGINT NOT NULL DEFAULT 0,
  invalid_email BIGINT NOT NULL DEFAULT 0,
  without_email BIGINT NOT NULL DEFAULT 0,
  invalid_number BIGINT NOT NULL DEFAULT 0,
  over_limit BIGINT NOT NULL DEFAULT 0,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  sending_id BIGINT
);
CREATE INDEX import_account ON import (account_id, id);
CREATE INDEX import_open ON import (id) WHERE ended_at IS NULL;

-- The rows that an import has not processed yet, some hundred to a chunk.
CREATE TABLE import_chunk (
  id {identity},
  import_id BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX import_chunk_import ON import_chunk (import_id, id);

-- The recipients of an import's confirmation mail.
CREATE TABLE import_pending (
  import_id BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  PRIMARY KEY (import_id, recipient_id)
) {by_key};

CREATE TABLE message (
  id {identity_once},
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  subject TEXT NOT NULL,
  content TEXT NOT NULL,
  notes TEXT NOT NULL,
  embed BIGINT NOT NULL CHECK (embed IN (0, 1)),
  is_confirmation BIGINT NOT NULL CHECK (is_confirmation IN (0, 1)),
  use_dynamic_field BIGINT NOT NULL CHECK (use_dynamic_field IN (0, 1)),
  -- A JSON object: default values of dynamic fields, as in recipient.
  fields TEXT NOT NULL,
  tracking_enabled BIGINT NOT NULL CHECK (tracking_enabled IN (0, 1)),
  tracking_params TEXT NOT NULL,
  -- Separated by commas.
  tracking_protocols TEXT NOT NULL,
  head TEXT NOT NULL,
  body TEXT NOT NULL,
  pre_header TEXT NOT NULL,
  structure TEXT NOT NULL,
  -- On the web: 0 never published, 1 published, 2 withdrawn (domain::Publication).
  publication BIGINT NOT NULL CHECK (publication IN (0, 1, 2)),
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  -- The end of its last sending.
  sent_at BIGINT
);
CREATE INDEX message_list ON message (account_id, list, id);

CREATE TABLE tag (
  id {identity},
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  name TEXT NOT NULL,
  enabled BIGINT NOT NULL CHECK (enabled IN (0, 1))
);
CREATE UNIQUE INDEX tag_name ON tag (account_id, list, name);

CREATE TABLE message_tag (
  account_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  tag_id BIGINT NOT NULL,
  PRIMARY KEY (account_id, message_id, tag_id)
) {by_key};
CREATE INDEX message_tag_tag ON message_tag (account_id, tag_id);

CREATE TABLE attachment (
  id {identity},
  account_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  name TEXT NOT NULL,
  content {bytes} NOT NULL
);
CREATE UNIQUE INDEX attachment_slot ON attachment (account_id, message_id, slot);

-- Served without authentication: the folder is random.
CREATE TABLE image (
  id {identity},
  account_id BIGINT NOT NULL,
  -- 0: for all lists.
  list BIGINT NOT NULL,
  folder TEXT NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  content {bytes} NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX image_name ON image (account_id, list, name);
CREATE UNIQUE INDEX image_address ON image (folder, name);

-- One order to send a message. Its audience is processed in the order of the recipients' ids.
CREATE TABLE sending (
  id {identity},
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  -- 1 the list, 2 a group, 3 one recipient, 4 an import's pending recipients (domain::Audience).
  audience BIGINT NOT NULL CHECK (audience BETWEEN 1 AND 4),
  audience_id BIGINT NOT NULL,
  -- 1 undefined, 2 deferred, 3 immediate, 4 done, 5 stopped, 6 deleted (domain::SendingState).
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 6),
  sender_name TEXT NOT NULL,
  sender_address TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT,
  started_at BIGINT,
  ended_at BIGINT,
  -- Cursor: the last recipient for whom a delivery was created; no recipients follow if exhausted.
  reached BIGINT NOT NULL DEFAULT 0,
  exhausted BIGINT NOT NULL DEFAULT 0 CHECK (exhausted IN (0, 1)),
  sent BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  -- Mails in flight when a server died: their result is unknown, and they are not retried.
  unknown BIGINT NOT NULL DEFAULT 0,
  bytes BIGINT NOT NULL DEFAULT 0,
  stop_requested_at BIGINT,
  -- The number of its deliveries in the states 1 and 2.
  in_flight BIGINT NOT NULL DEFAULT 0,
  -- Dynamic fields of its single recipient for this mail only, as in recipient.
  fields TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sending_due ON sending (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX sending_account ON sending (account_id, id);
CREATE INDEX sending_message ON sending (account_id, message_id, id);

-- A mail of a sending that is in flight, waits for a retry, or failed. The row is deleted when the
-- mail server has accepted the mail.
CREATE TABLE delivery (
  sending_id BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  -- 1 in flight, 2 retry, 3 unknown, 4 failed (store::delivery::DeliveryState).
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  attempts BIGINT NOT NULL,
  -- In flight: the end of the lease. Retry: the time of the next attempt; NULL while parked.
  due_at BIGINT,
  lease_token BIGINT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (sending_id, recipient_id)
) {by_key};
CREATE INDEX delivery_due ON delivery (due_at) WHERE due_at IS NOT NULL;

-- Counts of a message, over all its sendings.
CREATE TABLE message_statistic (
  account_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  -- Mails that the mail server has accepted, and the number of their recipients.
  deliveries BIGINT NOT NULL DEFAULT 0,
  recipients BIGINT NOT NULL DEFAULT 0,
  views BIGINT NOT NULL DEFAULT 0,
  viewers BIGINT NOT NULL DEFAULT 0,
  clicks BIGINT NOT NULL DEFAULT 0,
  clickers BIGINT NOT NULL DEFAULT 0,
  bounces BIGINT NOT NULL DEFAULT 0,
  unsubscriptions BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, message_id)
) {by_key};

-- Counts of a message for one recipient.
CREATE TABLE reader (
  account_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  deliveries BIGINT NOT NULL,
  views BIGINT NOT NULL DEFAULT 0,
  -- When a click counted as an opening.
  opened_by_click_at BIGINT,
  clicks BIGINT NOT NULL DEFAULT 0,
  -- 0 none, 1 hard, 2 soft (domain::BounceKind).
  bounce BIGINT NOT NULL DEFAULT 0,
  unsubscribed BIGINT NOT NULL DEFAULT 0 CHECK (unsubscribed IN (0, 1)),
  PRIMARY KEY (account_id, message_id, recipient_id)
) {by_key};
CREATE INDEX reader_recipient ON reader (account_id, recipient_id, message_id);
-- Small: only the readers that a statistic lists.
CREATE INDEX reader_viewed ON reader (account_id, message_id, recipient_id) WHERE views > 0;
CREATE INDEX reader_clicked ON reader (account_id, message_id, recipient_id) WHERE clicks > 0;
CREATE INDEX reader_bounced ON reader (account_id, message_id, recipient_id) WHERE bounce > 0;
CREATE INDEX reader_unsubscribed ON reader (account_id, message_id, recipient_id)
  WHERE unsubscribed = 1;

-- The links of a message, as they were when it was sent.
CREATE TABLE message_link (
  id {identity_once},
  account_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  url TEXT NOT NULL,
  clicks BIGINT NOT NULL DEFAULT 0,
  -- When the message was removed. Links in delivered mails lead on after that.
  removed_at BIGINT
);
CREATE INDEX message_link_message ON message_link (account_id, message_id, id);
CREATE INDEX message_link_removed ON message_link (removed_at) WHERE removed_at IS NOT NULL;

CREATE TABLE link_click (
  account_id BIGINT NOT NULL,
  link_id BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  clicks BIGINT NOT NULL,
  PRIMARY KEY (account_id, link_id, recipient_id)
) {by_key};

-- Mails that ask to confirm a subscription, per day and address, over all accounts.
CREATE TABLE confirmation_mail (
  day BIGINT NOT NULL,
  address_key BIGINT NOT NULL,
  emails_sent BIGINT NOT NULL,
  PRIMARY KEY (day, address_key)
) {by_key};
