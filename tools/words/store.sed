# Columns of the database, as statements and tests name them.
s/\basked_at\b/requested_at/g
s/\basked_ip\b/requested_ip/g
s/\bin_at\b/subscribed_at/g
s/\bout_at\b/unsubscribed_at/g
s/\bout_type\b/opt_out/g
s/\bout_message\b/opt_out_message_id/g
s/\bstop_asked_at\b/stop_requested_at/g
s/"uncertain"/"unknown"/g
s/"under_way"/"in_flight"/g
s/\bSELECT state, sent, failed, uncertain, under_way\b/SELECT state, sent, failed, unknown, in_flight/g
s/\bsending\.uncertain\b/sending.unknown/g
s/\bchange\.uncertain\b/change.unknown/g
s/SELECT mails(, 0)?/SELECT emails_sent\1/g
s/\bseen_at\b/last_seen_at/g
s/\bSELECT orders FROM password_reset\b/SELECT requests FROM password_reset/g
s/\bSET orders = 5\b/SET requests = 5/g
s/\b(order|last)(\.|->)orders\b/\1\2requests/g
s/\bcounted_from\b/requests_since/g
s/\baudit WHERE what\b/audit WHERE event/g
s/\bSELECT what FROM audit\b/SELECT event FROM audit/g
s/\bstructure, online, created_at\b/structure, publication, created_at/g
s/\b0006_mailing\.sql\b/0001_first.sql/g
s/\bformer(\.|->)moved_at\b/former\1changed_at/g

# Functions and types of store/.
s/\bstore::former_address::put\b/store::former_address::insert/g
s/\bstore::former_address::Former\b/store::former_address::FormerAddress/g
s/\bstore::account::renew\b/store::account::update_credentials/g
s/\bstore::account::move_to\b/store::account::update_address/g
s/\bstore::activation::owners\b/store::activation::find_by_ip_keys/g
s/\bstore::activation::Owner\b/store::activation::IpHolder/g
s/\bstore::activation::standings\b/store::activation::find_statuses/g
s/\bstore::activation::Standing\b/store::activation::Status/g
s/\bstore::activation::load\b/store::activation::find/g
s/\bstore::activation::accepted_within\b/store::activation::count_accepted/g
s/\bstore::activation::Accepted\b/store::activation::AcceptedCount/g
s/\bstore::activation::open\b/store::activation::count_open/g
s/\bstore::activation::Open\b/store::activation::OpenCount/g
s/\bstore::task::held\b/store::task::lock_leased/g
s/\bstore::task::Held\b/store::task::Lease/g
s/\bstore::task::is_held\b/store::task::is_leased/g
s/\bstore::task::take_alert_task\b/store::task::lock_alert_task/g
s/\bstore::task::want_block\b/store::task::request_block/g
s/\bstore::task::free_advances\b/store::task::lock_unleased_advances/g
s/\bstore::task::parked\b/store::task::lock_parked/g
s/\bstore::key_fingerprint::list_to_add\b/store::key_fingerprint::lock_all/g
s/\bstore::node::seen\b/store::node::record_seen/g
s/\bstore::node::gone\b/store::node::remove/g
s/\bstore::node::older_than\b/store::node::list_older/g
s/\bstore::rate_use::Standing\b/store::rate_use::Usage/g
s/\bstore::audience::again\b/store::audience::find_addressee/g
s/\bstore::audience::Known\b/store::audience::ListRecipient/g
s/\bstore::delivery::held\b/store::delivery::lock_leased/g
s/\bstore::delivery::Held\b/store::delivery::Lease/g
s/\bstd::vector<Held>/std::vector<Lease>/g
s/\bstore::delivery::About\b/store::delivery::LeasedDelivery/g
s/\bconst About& about\b/const LeasedDelivery\& about/g
s/\bstore::delivery::Again\b/store::delivery::Retry/g
s/\bstore::delivery::end\b/store::delivery::remove/g
s/\bstore::delivery::fail\b/store::delivery::update_failed/g
s/\bstore::delivery::take_mails\b/store::delivery::lock_emails_sent/g
s/\bstore::delivery::count_mails\b/store::delivery::add_emails_sent/g
s/\bstore::image::stock\b/store::image::usage_without/g
s/\bstore::image::Stock\b/store::image::Usage/g
s/\bstore::import_::take_due\b/store::import_::lock_due/g
s/\bstore::import_::some_due\b/store::import_::has_due/g
s/\bstore::import_::give_up\b/store::import_::abandon/g
s/\bstore::mail_content::list_of\b/store::mail_content::find_list/g
s/\bstore::mailing_list::census\b/store::mailing_list::count_lists/g
s/\bstore::mailing_list::Census\b/store::mailing_list::ListCount/g
s/\bstore::message::summary\b/store::message::find_summary/g
s/\bstore::message::published\b/store::message::find_published/g
s/\bShelf\b/Visibility/g
s/\bstore::recipient::of_keys\b/store::recipient::find_by_keys/g
s/\bstore::recipient::Known\b/store::recipient::StoredRecipient/g
s/\bstore::recipient::move_to\b/store::recipient::update_email/g
s/\bstore::sending::go_on\b/store::sending::resume/g
s/\bstore::sent_mail::link\b/store::sent_mail::find_link/g
s/\bstore::sent_mail::filling\b/store::sent_mail::find_merge_data/g
s/\bstore::sent_mail::Filling\b/store::sent_mail::MergeData/g
s/\bstore::statistic::of_message\b/store::statistic::count_of_message/g
s/\bstore::statistic::of_recipient\b/store::statistic::count_of_recipient/g
s/\bstore::subscription::Standing\b/store::subscription::State/g
s/\bstore::subscription::places\b/store::subscription::find_by_recipient/g
s/\bstore::subscription::groups_of\b/store::subscription::find_groups/g
s/\bstore::subscription::members\b/store::subscription::count_members/g
s/\bstore::tag::among\b/store::tag::find_existing/g
s/\babout\.goes_on\b/about.sending_is_active/g
s/\babout\.given_up\b/about.sending_is_deleted/g
s/\bmessage_there\b/message_exists/g
s/\brecipient->ended\b/recipient->unsubscribed/g
s/\bnow->why\b/now->opt_out/g
s/\bfound\.standing\.why\b/found.state.opt_out/g
s/\bfound\.standing\.status\b/found.state.status/g
