-- What several nodes on one database have to know of each other.

-- Nodes that serve: who is there, and which schema its program knows.
CREATE TABLE node (
  id TEXT PRIMARY KEY,
  schema_version BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);

-- Calls under a limit, over all nodes: until when what came has used up the limit (a
-- leaky bucket), in microseconds since 1970.
CREATE TABLE rate_use (
  application_id BIGINT NOT NULL,
  method TEXT NOT NULL,
  used_until BIGINT NOT NULL,
  PRIMARY KEY (application_id, method)
) {by_key};

-- One task mails the alerts of all nodes.
CREATE UNIQUE INDEX task_alert ON task (kind) WHERE kind = 4;
