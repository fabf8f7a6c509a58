-- What an account works with: its lists, recipients, messages, sendings, and what came of them.
-- Every row says whose it is, and every statement asks for it.

-- How many recipients a list has in each status: a count never reads them all.
ALTER TABLE mailing_list ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE mailing_list ADD COLUMN subscribed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailing_list ADD COLUMN unsubscribed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailing_list ADD COLUMN pending BIGINT NOT NULL DEFAULT 0;
-- No longer there for anybody; its rows are taken away in bites, until there are none.
ALTER TABLE mailing_list ADD COLUMN removed_at BIGINT;
ALTER TABLE mailing_list ADD COLUMN purged BIGINT NOT NULL DEFAULT 0 CHECK (purged IN (0, 1));

-- What a list says besides its name, only where it differs from its plan.
CREATE TABLE mailing_list_setting (
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account_id, list, name)
) {by_key};
-- What lists of a plan's accounts say by themselves (white label), only where it differs from Usher.
CREATE TABLE plan_list_setting (
  plan_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (plan_id, name)
) {by_key};

-- What a trial may do; 0: as much as it likes.
ALTER TABLE plan ADD COLUMN max_recipients BIGINT NOT NULL DEFAULT 0 CHECK (max_recipients >= 0);
ALTER TABLE plan ADD COLUMN max_emails BIGINT NOT NULL DEFAULT 0 CHECK (max_emails >= 0);
ALTER TABLE plan ADD COLUMN emails_per_second BIGINT NOT NULL DEFAULT 0 CHECK (emails_per_second >= 0);
-- What of it is used up.
ALTER TABLE account ADD COLUMN recipients BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN mails BIGINT NOT NULL DEFAULT 0;

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
CREATE INDEX mailing_list_removed ON mailing_list (removed_at)
  WHERE removed_at IS NOT NULL AND purged = 0;

CREATE TABLE recipient (
  id {identity_once},
  account_id BIGINT NOT NULL,
  -- As it was given, and in lower case: nobody is in an account twice.
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  name TEXT NOT NULL,
  mobile_prefix TEXT,
  mobile_number TEXT,
  -- A JSON object of the dynamic fields that are not empty: field 1 is its member f1.
  fields TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  -- The import that brought it last; 0: none did.
  import_id BIGINT NOT NULL
);
CREATE UNIQUE INDEX recipient_email ON recipient (account_id, email_key);

CREATE TABLE subscription (
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  -- 1 subscribed, 2 unsubscribed, 3 pending: asked to confirm the address.
  status BIGINT NOT NULL CHECK (status IN (1, 2, 3)),
  asked_at BIGINT,
  asked_ip TEXT NOT NULL,
  in_at BIGINT,
  out_at BIGINT,
  -- Why it ended: 0 by an application, 1 by the recipient, 2 by a hard bounce, 3 by a complaint.
  out_type BIGINT,
  out_message BIGINT,
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
  -- 0 leaves the status of whom the list knows, 1 as opt-in, 2 as opt-out.
  mode BIGINT NOT NULL CHECK (mode IN (0, 1, 2)),
  confirm BIGINT NOT NULL CHECK (confirm IN (0, 1)),
  clear_fields BIGINT NOT NULL CHECK (clear_fields IN (0, 1)),
  leave_groups BIGINT NOT NULL CHECK (leave_groups IN (0, 1)),
  asked_ip TEXT NOT NULL,
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
-- The rows that an import has not taken up yet, some hundred to a chunk.
CREATE TABLE import_chunk (
  id {identity},
  import_id BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX import_chunk_import ON import_chunk (import_id, id);
-- Whom the confirmation mail of an import is for.
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
  -- Whether anybody can read it on the web: 0 never could, 1 can, 2 could once.
  online BIGINT NOT NULL CHECK (online IN (0, 1, 2)),
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

-- Served to whoever has its address, which cannot be guessed.
CREATE TABLE image (
  id {identity},
  account_id BIGINT NOT NULL,
  -- 0: of all lists.
  list BIGINT NOT NULL,
  folder TEXT NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  content {bytes} NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX image_name ON image (account_id, list, name);
CREATE UNIQUE INDEX image_address ON image (folder, name);

-- One order to send a message. Recipients are taken from its audience in the order of their numbers.
CREATE TABLE sending (
  id {identity},
  account_id BIGINT NOT NULL,
  list BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  -- 1 the list, 2 a group, 3 one recipient, 4 whom an import has left pending.
  audience BIGINT NOT NULL CHECK (audience BETWEEN 1 AND 4),
  audience_id BIGINT NOT NULL,
  -- 1 undefined, 2 deferred, 3 immediate (waiting or under way), 4 done, 5 stopped, 6 deleted.
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 6),
  sender_name TEXT NOT NULL,
  sender_address TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT,
  started_at BIGINT,
  ended_at BIGINT,
  -- The last recipient that was taken up, and whether there are more behind it.
  reached BIGINT NOT NULL DEFAULT 0,
  exhausted BIGINT NOT NULL DEFAULT 0 CHECK (exhausted IN (0, 1)),
  sent BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  -- Mails that were under way when a server died: nobody knows, and nobody is mailed twice.
  uncertain BIGINT NOT NULL DEFAULT 0,
  bytes BIGINT NOT NULL DEFAULT 0,
  stop_asked_at BIGINT,
  -- Mails that were taken up and are not settled: its deliveries in the states 1 and 2.
  under_way BIGINT NOT NULL DEFAULT 0,
  -- Dynamic fields of its one recipient that count for this mail only, as in recipient.
  fields TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sending_due ON sending (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX sending_account ON sending (account_id, id);
CREATE INDEX sending_message ON sending (account_id, message_id, id);

-- A mail of a sending that is under way, waits to be tried again, or did not arrive. One that the
-- mail server has taken has no row any more.
CREATE TABLE delivery (
  sending_id BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  -- 1 under way, 2 to be tried again, 3 uncertain, 4 failed.
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  attempts BIGINT NOT NULL,
  -- Under way: the end of the lease. To be tried again: when.
  due_at BIGINT,
  lease_token BIGINT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (sending_id, recipient_id)
) {by_key};
CREATE INDEX delivery_due ON delivery (due_at) WHERE due_at IS NOT NULL;

-- What became of a message, over all its sendings.
CREATE TABLE message_statistic (
  account_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  -- Mails that the mail server has taken, and to how many recipients.
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
-- The same for one recipient of it.
CREATE TABLE reader (
  account_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  deliveries BIGINT NOT NULL,
  views BIGINT NOT NULL DEFAULT 0,
  clicks BIGINT NOT NULL DEFAULT 0,
  -- 0 none, 1 hard, 2 soft.
  bounce BIGINT NOT NULL DEFAULT 0,
  unsubscribed BIGINT NOT NULL DEFAULT 0 CHECK (unsubscribed IN (0, 1)),
  PRIMARY KEY (account_id, message_id, recipient_id)
) {by_key};
CREATE INDEX reader_recipient ON reader (account_id, recipient_id, message_id);
-- Few of those who got a message are in these: a page of them reads no others.
CREATE INDEX reader_viewed ON reader (account_id, message_id, recipient_id) WHERE views > 0;
CREATE INDEX reader_clicked ON reader (account_id, message_id, recipient_id) WHERE clicks > 0;
CREATE INDEX reader_bounced ON reader (account_id, message_id, recipient_id) WHERE bounce > 0;
CREATE INDEX reader_left ON reader (account_id, message_id, recipient_id) WHERE unsubscribed = 1;
-- The links of a message, as they were when it was sent.
CREATE TABLE message_link (
  id {identity_once},
  account_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  url TEXT NOT NULL,
  clicks BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX message_link_message ON message_link (account_id, message_id, id);
CREATE TABLE link_click (
  account_id BIGINT NOT NULL,
  link_id BIGINT NOT NULL,
  recipient_id BIGINT NOT NULL,
  clicks BIGINT NOT NULL,
  PRIMARY KEY (account_id, link_id, recipient_id)
) {by_key};
-- Mails that ask to confirm a subscription, by day and address (domain/email), over all accounts.
CREATE TABLE confirmation_mail (
  day BIGINT NOT NULL,
  address_key BIGINT NOT NULL,
  mails BIGINT NOT NULL,
  PRIMARY KEY (day, address_key)
) {by_key};
