-- pgbench: one activation per transaction, the same rows in the same tables as Usher's, as fast as
-- possible: one statement is one round trip and one commit. Number n is the same applicant
-- as in bench/applicant.hpp. Variables: turn, counted on from the value of -D; clients: the value of -c.
\set turn :turn + 1
\set number :turn * :clients + :client_id
\set ip 184549376 + :number * 26544357 % 67108864
\set address_key hash(:number)
WITH made AS (
  INSERT INTO activation (application_id, plan_id, code, key_id, ip_key, ip, address, address_key,
    name, company, phone, language, is_usa, newsletter, referer, user_agent, accepted_at,
    changed_at, last_error)
  SELECT 1, 1, 1, '0123456789abcdef', :ip::bigint, host(inet '0.0.0.0' + :ip::bigint),
    'applicant' || :number::text || '@applicants.example.org', :address_key::bigint,
    'Søren Østergård', 'Example & Sons Ltd', '+45 33 12 34 56', 'DA', 0, 1, 'shop.example.org',
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0', at, at, ''
  FROM (SELECT (extract(epoch FROM now()) * 1000)::bigint AS at) clock
  ON CONFLICT (ip_key) DO NOTHING RETURNING id, accepted_at
), accepted AS (
  INSERT INTO history (activation_id, from_code, to_code, at, who, why)
  SELECT id, NULL, 1, accepted_at, 'application', 'accepted' FROM made
)
INSERT INTO task (kind, activation_id, due_at, attempts, lease_token)
SELECT 1, id, accepted_at, 0, 0 FROM made;
