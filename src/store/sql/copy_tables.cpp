#include "store/copy_tables.hpp"

namespace usher::store {

const std::vector<CopyTable>& copy_tables() {  // NOLINT(readability-function-size): a table
  // The order satisfies foreign keys. The list excludes the state of running nodes (node, rate_use)
  // and schema_version, which migrations write.
  static const std::vector<CopyTable> tables = {
      {"epoch", "id:int value:int", "id"},
      {"setting", "name:text value:text reason:text changed_at:int", "name"},
      {"key_fingerprint", "key_id:text fingerprint:text created_at:int", "key_id"},
      {"plan",
       "id:int name:text brand:text sender:text sign_in_url:text trial_days:int "
       "confirm_address:int refuse_disposable:int list_name:text "
       "choose_password:int max_recipients:int max_emails:int emails_per_second:int "
       "max_bytes:int",
       "id"},
      {"application",
       "id:int client_id:text name:text contact:text enabled:int disabled_reason:text plan_id:int "
       "created_at:int password_grant:int public_client:int",
       "id"},
      {"application_secret", "id:int application_id:int hash:bytes created_at:int expires_at:int",
       "id"},
      {"activation",
       "id:int application_id:int plan_id:int code:int key_id:text ip_key:int ip:text address:text "
       "address_key:int name:text company:text phone:text language:text is_usa:int newsletter:int "
       "referer:text user_agent:text accepted_at:int changed_at:int failed_at:int last_error:text",
       "id"},
      {"history", "id:int activation_id:int from_code:int to_code:int at:int who:text why:text",
       "id"},
      {"task",
       "id:int kind:int activation_id:int due_at:int attempts:int lease_token:int "
       "block_reason:text",
       "id"},
      {"account",
       "id:int activation_id:int plan_id:int address:text name:text company:text phone:text "
       "language:text is_usa:int nonce:bytes key_id:text password_hash:bytes created_at:int "
       "expires_at:int credentials_reissued_at:int password_chosen_at:int recipients:int "
       "emails_sent:int bytes_used:int",
       "id"},
      {"former_address", "activation_id:int address:text changed_at:int", "activation_id"},
      {"mailing_list",
       "account_id:int number:int guid:text name:text created_at:int description:text "
       "subscribed:int "
       "unsubscribed:int pending:int removed_at:int purged:int",
       "account_id, number"},
      {"access_grant",
       "id:int account_id:int application_id:int key_id:text generation:int recent_uses:text "
       "created_at:int expires_at:int revoked_at:int",
       "id"},
      {"redirect_uri", "application_id:int uri:text", "application_id, uri"},
      {"authorization_code",
       "hash:bytes application_id:int account_id:int redirect_uri:text code_challenge:text "
       "secret_proved:int expires_at:int grant_id:int",
       "hash"},
      {"session",
       "id:int hash:bytes account_id:int browser:text ip:text created_at:int expires_at:int", "id"},
      {"password_reset",
       "account_id:int nonce:bytes key_id:text created_at:int expires_at:int requests:int "
       "requests_since:int",
       "account_id"},
      {"password_grant_use", "application_id:int day:int uses:int", "application_id, day"},
      {"access_token", "hash:bytes grant_id:int expires_at:int", "hash"},
      {"audit", "id:int at:int event:text account_id:int application_id:int", "id"},
      {"newsletter",
       "address:text name:text company:text language:text is_usa:int activation_id:int "
       "joined_at:int",
       "address"},
      {"alert", "id:int kind:text activation_id:int text:text raised_at:int mailed_at:int", "id"},
      {"mailing_list_setting", "account_id:int list:int name:text value:text",
       "account_id, list, name"},
      {"plan_list_setting", "plan_id:int name:text value:text", "plan_id, name"},
      {"recipient_group",
       "id:int account_id:int list:int name:text notes:text deletable:int members:int "
       "created_at:int removed_at:int purged:int",
       "id"},
      {"recipient",
       "id:int account_id:int email:text email_key:text name:text mobile_prefix:text "
       "mobile_number:text fields:text created_at:int changed_at:int import_id:int",
       "id"},
      {"subscription",
       "account_id:int list:int recipient_id:int status:int requested_at:int requested_ip:text "
       "subscribed_at:int unsubscribed_at:int opt_out:int opt_out_message_id:int",
       "account_id, list, recipient_id"},
      {"group_member", "account_id:int group_id:int recipient_id:int",
       "account_id, group_id, recipient_id"},
      {"import",
       "id:int account_id:int list:int group_id:int mode:int confirm:int clear_fields:int "
       "leave_groups:int requested_ip:text total:int email_new:int email_update:int "
       "repeated_email:int invalid_email:int without_email:int invalid_number:int "
       "over_limit:int started_at:int ended_at:int sending_id:int",
       "id"},
      {"import_chunk", "id:int import_id:int body:text", "id"},
      {"import_pending", "import_id:int recipient_id:int", "import_id, recipient_id"},
      {"message",
       "id:int account_id:int list:int subject:text content:text notes:text embed:int "
       "is_confirmation:int use_dynamic_field:int fields:text tracking_enabled:int "
       "tracking_params:text tracking_protocols:text head:text body:text pre_header:text "
       "structure:text publication:int created_at:int changed_at:int sent_at:int",
       "id"},
      {"tag", "id:int account_id:int list:int name:text enabled:int", "id"},
      {"message_tag", "account_id:int message_id:int tag_id:int", "account_id, message_id, tag_id"},
      {"attachment", "id:int account_id:int message_id:int slot:int name:text content:bytes", "id"},
      {"image",
       "id:int account_id:int list:int folder:text name:text content_type:text "
       "content:bytes created_at:int",
       "id"},
      {"sending",
       "id:int account_id:int list:int message_id:int audience:int audience_id:int "
       "state:int sender_name:text sender_address:text created_at:int due_at:int "
       "started_at:int ended_at:int reached:int exhausted:int sent:int failed:int "
       "unknown:int bytes:int stop_requested_at:int in_flight:int fields:text",
       "id"},
      {"delivery",
       "sending_id:int recipient_id:int account_id:int state:int attempts:int due_at:int "
       "lease_token:int answer:text",
       "sending_id, recipient_id"},
      {"message_statistic",
       "account_id:int message_id:int deliveries:int recipients:int views:int viewers:int "
       "clicks:int clickers:int bounces:int unsubscriptions:int",
       "account_id, message_id"},
      {"reader",
       "account_id:int message_id:int recipient_id:int deliveries:int views:int "
       "opened_by_click_at:int clicks:int bounce:int unsubscribed:int",
       "account_id, message_id, recipient_id"},
      {"message_link", "id:int account_id:int message_id:int url:text clicks:int removed_at:int",
       "id"},
      {"link_click", "account_id:int link_id:int recipient_id:int clicks:int",
       "account_id, link_id, recipient_id"},
      {"confirmation_mail", "day:int address_key:int emails_sent:int", "day, address_key"},
  };
  return tables;
}

}  // namespace usher::store
