# Renames of provisioning, staff, the commands and the transactional worker, as `sed -E -f tools/words/prov.sed` applies them.
# Messages and column heads
s/"more" is a word too many/Unexpected argument "more"/g
s/--json stands alone/--json takes no value/g
s/--limit is there 2 times/--limit is given 2 times/g
s/together with ID/requires ID/g
s/taken up again/restarted/g
s/\bE-MAIL\b/EMAIL/g
s/the former address was told that the account has moved/the former address was notified of the new address/g
# Client authentication
s/\b(service::)?application::Credentials\b/\1ClientCredentials/g
# The worker
s/\bPrepared\b/PreparedMail/g
s/\bword_of\b/result_name/g
s/\bConnections::Ahead\b/Connections::LookAhead/g
s/\binbox_\.put_back\b/inbox_.requeue/g
s/\binbox_\.rest\b/inbox_.back_off/g
s/\btaken\.ended\b/taken.items/g
s#worker/tasks\.hpp#worker/prepared_mail.hpp#g
s#worker/loop\.hpp#worker/transactional_mail_coordinator.hpp#g
s/\btake_uses\b/report_uses/g
