# The renames of docs/glossary.md, as `sed -E -f tools/words.sed` applies them to a source file.
# Accounts, tokens and rows
s/\bmade_at\b/created_at/g
s/\b(\w+_)?ends_at\b/\1expires_at/g
s/\bhas_ended\b/is_expired/g
s/\brenewed_at\b/credentials_reissued_at/g
s/\bchosen_at\b/password_chosen_at/g
s/account has ended/account has expired/g
s/"has ended" in/"has expired" in/g
# Limits
s/\bkMost([A-Z]\w*)?\b/kMax\1/g
s/\bmost_recipients\b/max_recipients/g
s/\bmost_mails\b/max_emails/g
s/\bmails_per_second\b/emails_per_second/g
s/--most-recipients/--max-recipients/g
s/--most-mails/--max-emails/g
s/--mails-per-second/--emails-per-second/g
s/\bmost_waiting/max_waiting/g
s/\bmost_/limit_/g
# Mails: one RFC 5322 message to one address
s/lower-case letters/lower-case characters/g
s/Lower-case letters/Lower-case characters/g
s/letters and digits/alphanumerics/g
s/letters, digits/alphanumerics/g
s/large letters/large type/g
s/two letters/two characters/g
s/\bto_mail\b/rfc5322_bytes/g
s/Letter/Mail/g
s/(^|[^a-z])letter/\1mail/g
s/\bMailOrder\b/MailRequest/g
s/\bTokenMail\b/MailKey/g
# SMTP outcomes
s/\bnot_tried\b/not_attempted/g
s/\b(Outcome|MailResult|DeliveryOutcome)::refused\b/\1::recipient_rejected/g
s/\b(Outcome|MailResult|DeliveryOutcome)::rejected\b/\1::message_rejected/g
s/\b(Outcome|MailResult|DeliveryOutcome)::temporary\b/\1::deferred/g
s/\b(Outcome|MailResult|DeliveryOutcome)::relay_down\b/\1::relay_unavailable/g
# Workers
s/\bPostmen\b/BulkMailLane/g
s/\bpostmen(_?)\b/bulk_mail_lane\1/g
s/\bSenders\b/TransactionalMailLane/g
s/\bSenderOptions\b/TransactionalMailLaneOptions/g
s/\bHandover\b/DeliveryAttempt/g
s/\bHandedOver\b/AttemptResult/g
s/\bhand_over_\b/attempt_/g
s/\bhandover\b/delivery_attempt/g
s/\brhythm\b/intervals/g
s/\bnap\b/time_to_wait/g
s/\bkTroubleNap\b/kErrorBackoff/g
s/\bKnownIssues\b/CompiledMessages/g
s/\bKnownIssue\b/CachedMessage/g
s/\bkIssueGood\b/kCompiledMessageLifetime/g
s/\bIssue\b/CompiledMessage/g
s/\bFate::again\b/DeliveryState::retry/g
s/\bFate::uncertain\b/DeliveryState::unknown/g
s/\bFate\b/DeliveryState/g
# The store
s/\bstore::(account|activation|authorization|grant|sending|task)::take\(/store::\1::lock(/g
s/\bstore::session::of\(/store::session::find_by_account(/g
s/\bstore::(history|account|task)::of\(/store::\1::find_by_activation(/g
s/\bstore::account::of_address\(/store::account::find_by_address(/g
s/\bstore::(tag|attachment)::of\(/store::\1::find_by_message(/g
s/\bstore::subscription::of\(/store::subscription::find_by_recipients(/g
s/\bSchema::check\b/Schema::verify/g
s/\bmake_if_empty\b/create_if_empty/g
s/\bSchema::bring_up\b/Schema::migrate/g
s/\bbring_up_schema\b/migrate_schema/g
s/\brun_while_in_the_way\b/run_with_conflict_retries/g
s/\bstore::Place\b/store::DatabaseLocation/g
# Access
s/\bknown_browser\b/trusted_device/g
s/\bKnownBrowser\b/TrustedDevice/g
s/\buntold\b/unreported/g
s/\bfirst_untold\b/first_unreported/g
