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
# --- domain
# Decisions after an attempt to send a mail
s/\bDeliveryVerdict::State::again\b/DeliveryDecision::State::retry/g
s/\bDeliveryVerdict::State::uncertain\b/DeliveryDecision::State::unknown/g
s/\bDeliveryVerdict\b/DeliveryDecision/g
s/\bVerdict\b/RetryDecision/g
s#provisioning/verdict#provisioning/retry_decision#g
s/\bagain_in\b/retry_in/g
s/\bfrees_ip\b/releases_ip/g
s/\bafter_notice\b/after_move_notice/g
s/\bafter_plain\b/after_resend_or_alert/g
s/\bperhaps_taken\b/possibly_accepted/g
s/\bsender_refused\b/sender_rejected/g
# Sending a mail
s/\bmail::Outcome\b/mail::SendOutcome/g
s/\bmail::Delivery\b/mail::SendResult/g
s/\b(mailer_?|sender_?)(\.|->)expect\(/\1\2announce(/g
s/\bWaitingMailer\b/BlockingMailer/g
s/\bwaiting_mailer\b/blocking_mailer/g
s/\bOccasion\b/MailTemplate/g
s/\bmails_of\b/split_mailbox/g
s/\.elsewhere\(/.run_on_thread(/g
# Tokens of mails, links and user names
s/\bMailLink\b/MailTokenKind/g
s/\bMailKey\b/MailIdentity/g
s/\bReadToken\b/MailToken/g
s/\bread_mail_token\b/parse_mail_token/g
s/\.leads_to\(/.matches_url(/g
s/\baccount_of_user_name\b/parse_user_name/g
s/\bactivation_of_token\b/parse_confirm_token/g
s/\bmessage_of_token\b/parse_online_token/g
# Messages and recipients
s/\bread_plain\b/parse_merge_text/g
s/\bdomain::read_address\b/domain::parse_merge_url/g
s/\bread_html\b/parse_merge_html/g
s/\bdomain::merged\(/domain::merge(/g
s/\bdomain::rows_of\b/domain::parse_import_rows/g
s/\bdomain::fields_of\b/domain::parse_fields/g
s/\bdomain::Page</domain::ResultPage</g
s/\bListSettingHome\b/ListSettingStorage/g
s/\bListSettingNeed\b/ListSettingRequirement/g
s/\bsetting\.need\b/setting.requirement/g
s/\bFilterOp::opposite\b/FilterOp::logical_not/g
s/\bFilterOp::both\b/FilterOp::logical_and/g
s/\bFilterOp::either\b/FilterOp::logical_or/g
s/\bhtml_escaped\b/escape_html/g
s/\bhtml_unescaped\b/unescape_html/g
# Limits
s/\bkFollowedMost\b/kMaxTrackedLinks/g
s/\bk(AllImageBytes|AttachmentBytes|FieldNumber|FieldValue|FileName|FilterBytes|FilterDepth|FilterLevels|FilterNodes|GroupName|GroupNotes|ImageBytes|ImageName|Images|MessageNotes|MessageTags|Messages|Mobile|OrderTerms|PreHeader|Protocol|RecipientName|Subject|TagName|Tags|TrackingParams|TrackingProtocols)Most\b/kMax\1/g
# Members
s/\b(kListSettings\[i\]|setting)\.home\b/\1.storage/g
s/\bsays_unsubscribe\b/has_unsubscribe_link/g
s/\bsays_address_is_bad\b/reply_means_bad_address/g
# Messages
s/; known are /; allowed are /g
s/there is no member of (\w+) like that at/unknown member of \1 at/g
s/a mail in a number at/unexpected character in a number at/g
s/ has more than 32 bits/ exceeds 32 bits/g
s/filterby: not UTF-8 text\./filterby must be UTF-8 text without U+0000./g
s/is no condition; compare it with something/is not a condition: compare it with a value/g
s/( at position [0-9]+) does not take (a number|a text|a condition)/\1 can't be applied to \2/g
s/filterby: longer than 4000 bytes\./filterby must be at most 4000 bytes long./g
s/CompanyName is empty; OwnerEmail is empty\./CompanyName must not be empty; OwnerEmail must not be empty./g
s/NameAndSurname is longer than 200 characters/NameAndSurname must be at most 200 characters long/g
s/ReplyTo must be an e-mail address/ReplyTo must be an email address/g
s/"(name|Fields) comes again at position/"duplicate property \1 at position/g
# --- base
s/\bwith_values\b/fill_placeholders/g
s/\bwhole_number\b/parse_integer/g
s/\bpositive_number\b/random_positive_number/g
s/\bspend_a_password_check\b/simulate_password_check/g
s/\bis_outdated\b/needs_rehash/g
s/\bkLargestPublicId\b/kMaxPublicId/g
s/\bcontradicts_itself\b/has_conflicting_values/g
s/\bfind_any_case\b/find_ignoring_case/g
s/\bhttp::decoded\b/http::form_decode/g
s/\banswer_format\b/response_format/g
s/\bbody_format\b/request_format/g
s/\bhas_left\b/is_disconnected/g
s/\blargest_body_bytes\b/max_body_bytes/g
s/\blargest_answer\b/max_response_bytes/g
s/\bHttpAnswer\b/HttpResponse/g
# --- store
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

# Names of tests, as documents name them.
s/\bWhoeverReadsCanNotWrite\b/AReaderCannotWrite/g
s/\bAReaderThatFailsCostsNobodyElseTheirAnswer\b/AFailingReaderFailsAlone/g
s/\bARescheduledTaskIsNobodys\b/ARescheduledTaskHasNoLease/g
s/\bTwoOutcomesOfOneTaskAreToldApart\b/TwoOutcomesOfOneTaskAreDistinguished/g
s/\bApplicationsAreSeenByTheNextTransactionEverywhere\b/ApplicationsAreVisibleToTheNextTransactionEverywhere/g
s/\bStandingsComeInTheOrderAskedFor\b/StatusesAreInTheOrderOfTheIds/g
s/\bALeaseThatEndsGoesToTheNextAndTheFirstIsRefused\b/AnExpiredLeaseIsClaimedAgainAndFenced/g
s/\bWhatWaitsTogetherIsOneBatch\b/WaitingCallsShareOneBatch/g
s/\bAFailingCallInTheMiddleHarmsNobodyElse\b/AFailingCallFailsAlone/g
s/\bAConstraintBrokenByOneIsItsOwnAffair\b/AViolatedConstraintFailsOneCall/g
s/\bAfterTheStoreEndsNothingHangs\b/AFullQueueRefusesCalls/g
s/\bWhatWasInTheWayIsRunAgainAsAWhole\b/AConflictIsRetriedAsAWhole/g
s/\bButNotForEver\b/ConflictsAreRetriedALimitedNumberOfTimes/g
s/\bWhatNobodyKnowsIsNeverRunAgain\b/AnUnknownCommitIsNotRetried/g
s/\bAtEveryPageNoAnswerIsALie\b/RowsExistExactlyForSuccessfulCalls/g
s/"at work" in served\.stderr/"are running" in served.stderr/g
# --- access
s/\.many = true/.shared_source = true/g
s/\b(owner|attempt)\.known = true/\1.trusted = true/g
s/throttle_\.succeeded\(/throttle_.record_success(/g
s/throttle_\.forget\(/throttle_.cancel(/g
s/"somebody else is not in the way"/"other sources are not affected"/g
s/WhatWasNotLookedAtIsNotCounted/CancelledAttemptsAreNotCounted/g
s/RemembersWhoWeighsMostWhenThereIsNoRoom/KeepsTheFullestBucketsWhenThereIsNoRoom/g
s/"who has signed in from there"/"the owner has signed in from there"/g
s/\bowners_place\b/owners_source/g
s/AnAccountFromOnePlace/AnAccountFromOneSource/g
s/ManyAccountsFromOnePlace/ManyAccountsFromOneSource/g
s/OneAccountFromManyPlacesStopsStrangersOnly/OneAccountFromManySourcesStopsStrangersOnly/g
s/\b(domain::)?Presented::replayed\b/\1RefreshOutcome::reuse_detected/g
s/\bPresented::/RefreshOutcome::/g
s/\bpresent\((grant|\*taken)/redeem(\1/g
s/\bmade_at_ms\b/created_at_ms/g
s/\bkShortestPassword\b/kMinPasswordLength/g
s/\bkLongestPassword\b/kMaxPasswordLength/g
s/\bknown_browser_mark\b/make_device_cookie/g
s/\bpassword_of_known_browser\b/read_device_cookie/g
s/\bgrant::find\(tx, hashes\)/grant::find_tokens(tx, hashes)/g
s/\bpassword_reset::end\(/password_reset::expire(/g
s/\bpassword_grant_use::since\(/password_grant_use::count_since(/g
# --- prov
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
# --- mail2
# Messages
s/assert "3 mails" in/assert "3 emails" in/g
# --- tests
# Helpers
s/\bgoes_to\b/assert_redirect/g
s/\bask_for_link\b/request_link/g
s/\blink_to\b/last_link/g
s/\bsent_back\b/redirect_parameters/g
s/\b(server|secure)\.ask\(/\1.request(/g
s/\bclock\.turn\(/clock.set_offset(/g
s/\bfrom mailing import\b/from mailing_rows import/g
s/\bUSHER_GIVEN\b/USHER_WALK_DATA/g
s/\btoldTo\b/mustChoose/g
s/\bembedded_only\b/sqlite_only/g
s/\b_takes_connections\b/_accepts_connections/g
s/\btries_until_stopped\b/attempts_until_throttled/g
s/\bmake_cheap_hash\b/cheap_hash/g
s/\btoken="nobody"/token="unknown"/g
# Test functions
s/\btest_6_a_tag_on_it\b/test_6_tag_the_message/g
s/\btest_7_send_it_to_the_list\b/test_7_send_the_message_to_the_list/g
s/\btest_8_the_views_of_it\b/test_8_views_of_the_message/g
s/\btest_a_block_waits_for_the_mail_that_is_being_handed_over\b/test_a_block_waits_for_the_mail_in_flight/g
s/\btest_a_code_ends\b/test_a_code_expires/g
s/\btest_a_code_works_once_and_a_second_use_ends_what_came_of_it\b/test_a_second_use_of_a_code_revokes_its_grant/g
s/\btest_a_confirmation_that_a_look_does_not_burn\b/test_opening_a_confirmation_link_confirms_nothing/g
s/\btest_a_dead_port_and_a_recovery\b/test_a_closed_port_and_a_recovery/g
s/\btest_a_dead_relay_uses_up_nobodys_attempts\b/test_an_unavailable_relay_uses_up_no_attempts/g
s/\btest_a_form_that_is_not_from_our_page\b/test_a_form_from_another_page/g
s/\btest_a_group_from_its_making_to_its_end\b/test_a_group_is_created_changed_and_deleted/g
s/\btest_a_kill_between_the_mail_servers_250_and_our_commit\b/test_a_kill_between_the_mail_servers_250_and_the_commit/g
s/\btest_a_large_one\b/test_the_size_limit_of_images/g
s/\btest_a_lease_that_was_taken_by_a_wrong_clock\b/test_a_lease_taken_by_a_wrong_clock/g
s/\btest_a_link_chooses_a_password_once\b/test_a_link_is_valid_for_one_new_password/g
s/\btest_a_link_of_ones_own\b/test_a_link_with_a_placeholder/g
s/\btest_a_link_that_is_followed\b/test_a_followed_link/g
s/\btest_a_link_that_is_made_up\b/test_a_forged_link/g
s/\btest_a_loopback_port_is_the_applications_choice\b/test_a_loopback_redirect_may_use_any_port/g
s/\btest_a_lost_answer_is_found\b/test_a_lost_answer_is_detected/g
s/\btest_a_lost_mail_is_found\b/test_a_lost_mail_is_detected/g
s/\btest_a_mail_server_that_comes_back\b/test_a_mail_server_that_recovers/g
s/\btest_a_mail_that_has_gone_out_wins_over_a_block\b/test_an_accepted_mail_takes_precedence_over_a_block/g
s/\btest_a_mail_to_somebody_else_is_found\b/test_a_mail_to_another_address_is_detected/g
s/\btest_a_message_from_its_making_to_its_end\b/test_a_message_is_created_read_and_deleted/g
s/\btest_a_message_is_read_and_put_back_with_a_tag\b/test_a_message_is_read_and_sent_back_with_a_tag/g
s/\btest_a_message_that_anybody_can_read\b/test_a_public_message/g
s/\btest_a_message_that_goes_while_it_is_to_be_sent\b/test_a_message_that_is_deleted_during_its_sending_request/g
s/\btest_a_message_that_is_being_sent_stays\b/test_a_message_in_sending_cannot_be_deleted/g
s/\btest_a_name_is_there_once\b/test_names_are_unique/g
s/\btest_a_new_key_leaves_mails_on_their_way_alone\b/test_a_new_key_does_not_change_pending_mails/g
s/\btest_a_number_is_never_given_again\b/test_numbers_are_not_reused/g
s/\btest_a_plan_that_asks_for_a_password_of_ones_own\b/test_a_plan_that_requires_a_chosen_password/g
s/\btest_a_press_under_maintenance_waits_for_its_end\b/test_a_press_under_maintenance_is_queued/g
s/\btest_a_refused_message_is_an_error_at_once\b/test_a_rejected_message_is_an_error_at_once/g
s/\btest_a_refused_recipient_is_an_error_at_once\b/test_a_rejected_recipient_is_an_error_at_once/g
s/\btest_a_refused_recipient_is_not_tried_again\b/test_a_rejected_recipient_is_not_retried/g
s/\btest_a_refused_recipient_may_ask_again\b/test_a_rejected_recipient_may_activate_again/g
s/\btest_a_released_ip_may_ask_again\b/test_a_released_ip_may_activate_again/g
s/\btest_a_removed_message_counts_no_more\b/test_a_deleted_message_has_no_statistics/g
s/\btest_a_repeat_that_differs_is_found\b/test_a_repeat_that_differs_is_detected/g
s/\btest_a_repeat_within_one_life_is_found\b/test_a_repeat_within_one_life_is_detected/g
s/\btest_a_request_that_is_not_answered_elsewhere\b/test_invalid_requests_are_not_redirected/g
s/\btest_a_retry_that_was_planned_by_a_wrong_clock\b/test_a_retry_scheduled_by_a_wrong_clock/g
s/\btest_a_right_that_is_taken_away_is_gone_on_both\b/test_a_revoked_right_is_revoked_on_both/g
s/\btest_a_second_mail_is_found\b/test_a_second_mail_is_detected/g
s/\btest_a_second_password_is_found\b/test_a_second_password_is_detected/g
s/\btest_a_sender_that_no_mail_server_takes\b/test_rejected_senders/g
s/\btest_a_session_ends_with_its_account\b/test_a_session_expires_with_its_account/g
s/\btest_a_start_while_the_disk_is_full\b/test_a_start_on_a_full_disk/g
s/\btest_a_stolen_refresh_token_ends_the_grant\b/test_reuse_of_a_refresh_token_revokes_the_grant/g
s/\btest_a_stopped_activation_opens_nothing\b/test_a_blocked_activation_gives_no_access/g
s/\btest_a_stranger_gets_nowhere\b/test_a_stranger_has_no_access/g
s/\btest_a_tag_from_its_making_to_its_end\b/test_a_tag_is_created_changed_and_deleted/g
s/\btest_a_temporary_fault_is_tried_again_and_changes_nothing\b/test_a_temporary_fault_is_retried_without_a_change/g
s/\btest_a_token_is_not_rotated_more_often_than_replays_can_be_told\b/test_rotations_are_limited_to_the_remembered_uses/g
s/\btest_a_wrong_request_is_answered_at_the_application\b/test_errors_are_redirected_to_the_application/g
s/\btest_adding_one\b/test_adding_a_recipient/g
s/\btest_an_access_token_ends\b/test_an_access_token_expires/g
s/\btest_an_account_that_has_ended\b/test_an_expired_account/g
s/\btest_an_address_that_nobody_confirms\b/test_an_unconfirmed_address_expires/g
s/\btest_an_alert_outlives_a_mail_server_that_refuses_it_too\b/test_an_alert_is_mailed_after_the_mail_server_recovers/g
s/\btest_an_end_while_the_disk_is_full_loses_nothing\b/test_a_kill_or_stop_on_a_full_disk_loses_nothing/g
s/\btest_an_error_is_given_up_after_five_days\b/test_retries_of_an_error_end_after_five_days/g
s/\btest_an_error_is_tried_again_hourly_by_itself\b/test_an_error_is_retried_every_hour/g
s/\btest_an_image_as_anybody_gets_it\b/test_an_image_is_public/g
s/\btest_an_import_of_nothing\b/test_an_empty_import/g
s/\btest_and_nothing_of_it_has_changed\b/test_the_owners_resources_are_unchanged/g
s/\btest_attachments_from_their_making_to_their_end\b/test_attachments_are_added_replaced_and_removed/g
s/\btest_bodies_that_can_not_be_read\b/test_malformed_bodies_of_imports/g
s/\btest_bulk_confirmation_leaves_them_pending\b/test_imports_with_confirmation_are_pending/g
s/\btest_bytes_in_any_pieces\b/test_a_request_byte_by_byte/g
s/\btest_calls_of_many_kinds_are_in_nobodys_way\b/test_concurrent_calls_of_many_kinds_do_not_conflict/g
s/\btest_calls_on_an_account_are_limited_for_each_account\b/test_calls_are_limited_per_account/g
s/\btest_check_finds_what_is_wrong\b/test_check_reports_errors/g
s/\btest_check_signs_in_and_keeps_the_password\b/test_check_signs_in_and_does_not_show_the_password/g
s/\btest_code_is_2_once_the_mail_is_taken\b/test_code_2_follows_the_acceptance_of_the_mail/g
s/\btest_damage_is_found\b/test_damage_is_detected/g
s/\btest_demo_serves_on_until_ctrl_c\b/test_demo_serves_until_ctrl_c/g
s/\btest_different_requests_for_one_ip_have_one_winner_and_no_id_is_lost\b/test_one_of_many_requests_for_one_ip_succeeds_and_no_id_is_lost/g
s/\btest_either_node_finishes_what_the_other_accepted\b/test_each_node_completes_activations_of_the_other/g
s/\btest_equal_requests_at_once_are_one_activation\b/test_concurrent_equal_requests_are_one_activation/g
s/\btest_every_answered_id_outlives_a_stop_under_load\b/test_a_stop_under_load_loses_no_answered_id/g
s/\btest_everything_goes_on_whatever_the_clock_does\b/test_moves_of_the_clock_stop_nothing/g
s/\btest_fifty_parallel_refreshes_log_nobody_out\b/test_fifty_parallel_refreshes_revoke_nothing/g
s/\btest_files_go_along\b/test_attached_files/g
s/\btest_files_that_do_not_fit_together\b/test_missing_files_and_incomplete_pairs/g
s/\btest_files_with_secrets_are_for_their_owner_only\b/test_files_with_secrets_have_mode_600/g
s/\btest_for_people\b/test_output_for_people/g
s/\btest_for_programs\b/test_output_for_programs/g
s/\btest_from_the_request_to_the_account_and_on_after_the_token_has_ended\b/test_from_the_request_to_the_account_and_with_an_expired_token/g
s/\btest_head_uses_nothing_up\b/test_head_uses_up_no_code/g
s/\btest_how_large_they_may_be\b/test_the_size_limit_of_attachments/g
s/\btest_images_that_go_along\b/test_embedded_images/g
s/\btest_its_other_addresses\b/test_other_paths_of_the_page/g
s/\btest_leaving_a_list\b/test_unsubscribing/g
s/\btest_leaving_other_groups\b/test_removal_from_other_groups/g
s/\btest_lines_are_as_smtp_wants_them\b/test_lines_conform_to_smtp/g
s/\btest_list_finds_by_the_address_asked_for_and_by_the_account_s\b/test_list_finds_the_requested_and_the_current_address/g
s/\btest_mails_that_come_back\b/test_bounces_from_a_mailbox/g
s/\btest_maintenance_holds_for_the_next_request_on_both\b/test_maintenance_applies_to_the_next_request_on_both/g
s/\btest_maintenance_queues_and_goes_on_by_itself\b/test_maintenance_queues_and_resumes_automatically/g
s/\btest_many_alerts_are_one_digest\b/test_many_alerts_become_one_digest/g
s/\btest_many_at_once_and_a_hundred_at_most\b/test_concurrent_creation_stops_at_a_hundred_lists/g
s/\btest_missing_address_means_the_callers\b/test_a_missing_address_defaults_to_the_callers/g
s/\btest_names_arrive_whole\b/test_names_are_complete/g
s/\btest_new_credentials_end_codes_too\b/test_new_credentials_revoke_codes/g
s/\btest_new_credentials_end_sessions_and_links\b/test_new_credentials_revoke_sessions_and_links/g
s/\btest_new_credentials_end_what_the_old_ones_opened\b/test_new_credentials_revoke_the_old_grants/g
s/\btest_no_file_has_any\b/test_files_contain_no_secrets/g
s/\btest_no_parameter_comes_twice\b/test_duplicate_parameters_are_rejected/g
s/\btest_no_row_has_any\b/test_rows_contain_no_secrets/g
s/\btest_no_state_is_none\b/test_without_a_state/g
s/\btest_nobody_acts_for_a_signed_in_owner\b/test_forms_of_other_sites_are_rejected/g
s/\btest_nobody_is_flooded_with_confirmations\b/test_confirmations_per_address_are_limited/g
s/\btest_nobody_is_mailed_twice_by_kills\b/test_kills_cause_no_second_mail/g
s/\btest_nobody_learns_who_has_an_account\b/test_the_answer_does_not_reveal_accounts/g
s/\btest_nobody_revokes_what_is_not_theirs\b/test_an_application_revokes_only_its_own_tokens/g
s/\btest_nobody_waits_for_what_is_written_down\b/test_answers_do_not_wait_for_the_database/g
s/\btest_nobodys_and_anothers\b/test_unknown_ids_and_ids_of_another_account/g
s/\btest_nothing_is_logged\b/test_the_log_contains_no_secrets/g
s/\btest_nothing_is_lost_by_a_kill\b/test_a_kill_loses_no_activation/g
s/\btest_nothing_is_lost_by_kills_under_load\b/test_kills_under_load_lose_nothing/g
s/\btest_nothing_is_shown\b/test_output_contains_no_secrets/g
s/\btest_nothing_of_it_is_logged\b/test_sign_ins_log_no_secrets/g
s/\btest_nothing_secret_is_logged_or_kept\b/test_secrets_are_not_logged/g
s/\btest_one_mail_carries_an_alert_that_both_have_raised\b/test_alerts_of_both_nodes_are_in_one_mail/g
s/\btest_only_the_owners\b/test_other_accounts_have_no_access_to_lists/g
s/\btest_only_the_owners_application\b/test_other_accounts_have_no_access/g
s/\btest_opt_ins_say_when_and_from_where\b/test_opt_ins_have_times_and_addresses/g
s/\btest_others_are_served_meanwhile\b/test_other_clients_are_served_meanwhile/g
s/\btest_pages_before_anybody_is_known_have_the_default_plans_brand\b/test_pages_without_an_account_have_the_brand_of_the_default_plan/g
s/\btest_passwords_that_are_not_taken\b/test_rejected_passwords/g
s/\btest_pauses\b/test_maintenance_and_expiry_pause_sendings/g
s/\btest_plain_http_on_the_tls_port_does_no_harm\b/test_plain_http_on_the_tls_port_is_harmless/g
s/\btest_plans\b/test_the_mail_limit_of_a_plan/g
s/\btest_progress_is_for_people_and_the_end_says_what_to_do\b/test_progress_is_shown_on_terminals_only_and_the_next_step_is_printed/g
s/\btest_redirect_uris_that_are_not_taken\b/test_rejected_redirect_uris/g
s/\btest_relative_paths_count_from_the_files_folder\b/test_relative_paths_are_relative_to_the_file/g
s/\btest_removal_from_a_group_whose_list_does_not_know_it\b/test_removal_from_a_group_of_another_list/g
s/\btest_repeat_gives_the_first_answer\b/test_repeat_returns_the_first_answer/g
s/\btest_resend_ends_the_old_password\b/test_resend_revokes_the_old_password/g
s/\btest_revoking_a_refresh_token_ends_everything\b/test_revoking_a_refresh_token_revokes_the_grant/g
s/\btest_rotated_secret_keeps_the_old_one_alive\b/test_the_old_secret_stays_valid_after_a_rotation/g
s/\btest_sandbox_takes_any_hash\b/test_sandbox_accepts_any_hash/g
s/\btest_sigterm_finishes_what_is_in_flight\b/test_sigterm_completes_requests_in_flight/g
s/\btest_sound_evidence_passes\b/test_undamaged_evidence_passes/g
s/\btest_staff_end_the_access_of_an_application\b/test_staff_revoke_the_access_of_an_application/g
s/\btest_staff_end_the_password_grant\b/test_staff_disable_the_password_grant/g
s/\btest_staff_see_how_often_passwords_are_exchanged\b/test_staff_see_the_number_of_password_grants/g
s/\btest_staff_send_a_link_to_who_has_chosen_a_password\b/test_staff_send_a_link_after_a_password_was_chosen/g
s/\btest_staffs_link_ends_the_one_before\b/test_a_link_from_staff_revokes_the_one_before/g
s/\btest_status_takes_the_id_as_text\b/test_status_accepts_the_id_as_text/g
s/\btest_stopping_one_under_way\b/test_stopping_a_sending_in_progress/g
s/\btest_strangers_from_many_places_do_not_lock_the_owner_out\b/test_attempts_from_many_sources_do_not_lock_the_owner_out/g
s/\btest_submit_takes_the_secret_from_the_environment\b/test_submit_reads_the_secret_from_the_environment/g
s/\btest_submit_tells_all_that_is_wrong\b/test_submit_reports_all_errors/g
s/\btest_templates_speak_the_accounts_language\b/test_templates_have_the_accounts_language/g
s/\btest_the_cost_of_a_hash_follows_the_times\b/test_a_hash_of_another_cost_is_replaced/g
s/\btest_the_daily_limit_of_an_address_is_exact_over_both\b/test_the_daily_limit_of_an_address_applies_to_both_together/g
s/\btest_the_environment_goes_before_the_file\b/test_the_environment_overrides_the_file/g
s/\btest_the_former_address_is_told_of_a_move\b/test_the_former_address_receives_a_notice/g
s/\btest_the_former_address_of_who_has_chosen_a_password_is_told\b/test_the_former_address_receives_a_notice_after_a_password_was_chosen/g
s/\btest_the_mail_is_the_accounts\b/test_the_mail_has_the_language_of_the_account/g
s/\btest_the_pace_of_a_plan\b/test_the_rate_limit_of_a_plan/g
s/\btest_the_rate_limit_holds_over_both\b/test_the_rate_limit_applies_to_both_together/g
s/\btest_the_right_to_provision_counts_at_once\b/test_the_right_to_provision_applies_at_once/g
s/\btest_the_same_link_again_and_not_too_often\b/test_repeated_requests_mail_the_same_link_within_limits/g
s/\btest_the_same_name_again_keeps_the_address\b/test_a_replaced_image_keeps_its_address/g
s/\btest_the_search_finds_what_is_there\b/test_the_search_finds_secrets/g
s/\btest_the_sessions_cookie\b/test_the_session_cookie/g
s/\btest_the_tour_has_seen_enough\b/test_the_tour_covers_all_kinds_of_secrets/g
s/\btest_the_walk_of_an_import_into_a_group\b/test_an_import_into_a_group/g
s/\btest_there_and_back_again\b/test_copy_to_postgres_and_back/g
s/\btest_tokens_that_are_not_ours\b/test_forged_tokens/g
s/\btest_two_presses_at_the_same_time_confirm_once\b/test_concurrent_presses_confirm_once/g
s/\btest_two_tabs_do_not_disturb_each_other\b/test_two_tabs_are_independent/g
s/\btest_unknown_names_are_slowed_down_alike\b/test_unknown_names_are_throttled_equally/g
s/\btest_unknown_user_and_wrong_password_look_alike\b/test_unknown_user_and_wrong_password_have_equal_answers/g
s/\btest_update_changes_what_is_given\b/test_an_update_changes_the_given_members_only/g
s/\btest_used_up_attempts_are_an_error_and_one_alert\b/test_exhausted_attempts_are_an_error_with_one_alert/g
s/\btest_user_name_as_people_type_it\b/test_user_names_are_normalised/g
s/\btest_values_of_a_wrong_kind\b/test_values_of_wrong_types/g
s/\btest_what_a_deleted_list_had_is_taken_away\b/test_the_rows_of_a_deleted_list_are_purged/g
s/\btest_what_a_group_may_not_be\b/test_rejected_groups/g
s/\btest_what_a_message_may_not_be\b/test_rejected_messages/g
s/\btest_what_a_plan_may_not_say_of_lists\b/test_rejected_list_settings_of_a_plan/g
s/\btest_what_an_attachment_may_not_be\b/test_rejected_attachments/g
s/\btest_what_an_image_may_not_be\b/test_rejected_images/g
s/\btest_what_can_not_be_done\b/test_rejected_commands/g
s/\btest_what_can_not_go_on_says_so\b/test_errors_are_reported/g
s/\btest_what_counts_as_one_address\b/test_equivalent_addresses/g
s/\btest_what_imports_do_to_who_is_known\b/test_imports_of_known_recipients/g
s/\btest_what_is_mandatory\b/test_mandatory_members/g
s/\btest_what_is_no_import\b/test_rejected_imports/g
s/\btest_what_is_no_name\b/test_rejected_names/g
s/\btest_what_is_no_recipient\b/test_rejected_recipients/g
s/\btest_what_is_read_can_be_put_back\b/test_a_message_that_was_read_can_be_sent_back/g
s/\btest_what_is_refused_changes_nothing\b/test_a_refused_resend_changes_nothing/g
s/\btest_what_its_state_does_not_allow\b/test_commands_that_the_state_does_not_allow/g
s/\btest_what_only_the_server_can_see_stops_its_start\b/test_errors_at_the_start_stop_the_server/g
s/\btest_what_the_caller_is_told\b/test_answers_on_a_full_disk/g
s/\btest_what_the_relay_may_have_taken_is_not_sent_again\b/test_a_mail_that_the_relay_may_have_accepted_is_not_repeated/g
s/\btest_where_settings_come_from_is_mandatory\b/test_the_source_of_the_settings_is_mandatory/g
s/\btest_who_guesses_is_slowed_down\b/test_guesses_are_throttled/g
s/\btest_who_guesses_is_slowed_down_and_nobody_else\b/test_guesses_are_throttled_and_other_sign_ins_are_not/g
s/\btest_who_has_hung_up_is_not_worked_for\b/test_requests_of_closed_connections_are_skipped/g
s/\btest_who_has_the_code_alone_ends_nothing\b/test_a_code_without_its_verifier_revokes_nothing/g
s/\btest_who_sends\b/test_the_sender_of_a_message/g
s/\btest_without_a_file_the_working_directory_counts\b/test_without_a_file_the_working_directory_is_used/g
s/\btest_without_a_good_token\b/test_without_a_valid_token/g
s/\btest_without_a_reason_it_says_who\b/test_without_a_reason_the_default_is_stored/g
s/\btest_wrong_credentials_come_back_with_the_page\b/test_wrong_credentials_return_the_page/g
s/\btest_wrong_files_name_the_line\b/test_errors_in_files_name_the_line/g
s/\btest_wrong_variables_are_named\b/test_invalid_variables_are_named/g
