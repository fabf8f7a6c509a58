#include "service/mailing/message.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "domain/provisioning/account_status.hpp"
#include "service/mailing/mailing_list.hpp"
#include "service/mailing/storage.hpp"
#include "service/mailing/tag.hpp"
#include "store/mailing/attachment.hpp"
#include "store/mailing/message.hpp"
#include "store/mailing/storage.hpp"
#include "store/mailing/tag.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::MessageSummary;
using store::ReadTx;
using store::WriteTx;

Error no_message_in_list(const MessageRef& ref) {
  return Error{Errc::not_found, fmt::format("List {} has no message {}.", ref.list, ref.id.value)};
}

Result<MessageSummary> check_message_list(ReadTx& tx, const Account& account, const MessageRef& ref,
                                          std::optional<MessageSummary> found) {
  const auto list = require_list(tx, account, ref.list);
  if (!list) return list.error();
  if (!found || found->list != ref.list) return no_message_in_list(ref);
  return *found;
}

/// Returns the given tags without duplicates; nullopt if the member is missing.
Result<std::optional<std::vector<domain::TagId>>> check_message_tags(
    WriteTx& tx, const Account& account, std::int64_t list, const domain::GivenMessage& given) {
  if (!given.tags) return std::optional<std::vector<domain::TagId>>();
  auto tags = require_tags(tx, account, list, *given.tags);
  if (!tags) return tags.error();
  return std::optional(std::move(*tags));
}

Result<void> check_message_count(ReadTx& tx, const Account& account) {
  if (store::message::count(tx, account.id) < domain::kMaxMessages) return {};
  return Error{Errc::invalid, fmt::format("An account can have {} messages. Delete some first.",
                                          domain::kMaxMessages)};
}

}  // namespace

Result<MessageSummary> require_message(ReadTx& tx, const Account& account, const MessageRef& ref) {
  return check_message_list(tx, account, ref, store::message::find_summary(tx, account.id, ref.id));
}

Result<MessageSummary> lock_message(WriteTx& tx, const Account& account, const MessageRef& ref) {
  return check_message_list(tx, account, ref, store::message::lock(tx, account.id, ref.id));
}

Result<MessageSummary> create_message(WriteTx& tx, const Account& account,
                                      const NewMessage& input) {
  const auto list = require_list(tx, account, input.list);
  if (!list) return list.error();
  if (auto allowed = check_message_count(tx, account); !allowed) return allowed.error();
  auto message = domain::changed({}, input.given);
  if (!message) return message.error();
  const auto tags = check_message_tags(tx, account, input.list, input.given);
  if (!tags) return tags.error();
  if (auto fits = count_storage(tx, account, domain::stored_size(*message)); !fits) {
    return fits.error();
  }
  message->list = input.list;
  message->id = store::message::insert(tx, account.id, *message);
  if (*tags) store::tag::set(tx, account.id, message->id, **tags);
  return *message;
}

Result<MessageSummary> create_message_from_template(WriteTx& tx, const Account& account,
                                                    const MessageTemplateRef& ref) {
  const auto found = read_message_template(tx, account, ref);
  if (!found) return found.error();
  NewMessage message{ref.list, {}};
  message.given.subject = found->title;
  message.given.content = found->content;
  return create_message(tx, account, message);
}

Result<MessageSummary> clone_message(WriteTx& tx, const Account& account, const MessageRef& ref) {
  auto found = lock_message(tx, account, ref);
  if (!found) return found.error();
  if (auto allowed = check_message_count(tx, account); !allowed) return allowed.error();
  const std::int64_t size = store::message::stored_size(tx, account.id, ref.id);
  if (auto fits = count_storage(tx, account, size); !fits) return fits.error();
  found->id = store::message::clone(tx, account.id, ref.id);
  return *found;
}

Result<MessageSummary> update_message(WriteTx& tx, const Account& account,
                                      const MessageChange& change) {
  const auto found = lock_message(tx, account, change.message);
  if (!found) return found.error();
  auto message = store::message::find(tx, account.id, found->id);
  CHECK(message.has_value());
  const std::int64_t size_before = domain::stored_size(*message);
  auto after = domain::changed(std::move(*message), change.given);
  if (!after) return after.error();
  const auto tags = check_message_tags(tx, account, found->list, change.given);
  if (!tags) return tags.error();
  const std::int64_t more = domain::stored_size(*after) - size_before;
  if (auto fits = count_storage(tx, account, more); !fits) return fits.error();
  store::message::update(tx, account.id, *after);
  if (*tags) store::tag::set(tx, account.id, after->id, **tags);
  return *after;
}

Result<MessageDetails> read_message_details(ReadTx& tx, const Account& account,
                                            const MessageRef& ref) {
  const auto found = require_message(tx, account, ref);
  if (!found) return found.error();
  // On PostgreSQL the message may be deleted between two statements of a reader.
  auto message = store::message::find(tx, account.id, ref.id);
  if (!message) return no_message_in_list(ref);
  return MessageDetails{std::move(*message), store::tag::find_by_message(tx, account.id, ref.id),
                        store::attachment::find_by_message(tx, account.id, ref.id)};
}

Result<Done> delete_message(WriteTx& tx, const Account& account, const MessageRef& ref) {
  const auto found = lock_message(tx, account, ref);
  if (!found) return found.error();
  if (store::message::is_being_sent(tx, account.id, ref.id)) {
    return Error{Errc::invalid,
                 fmt::format("Message {} has an unfinished sending. Stop and delete it first.",
                             ref.id.value)};
  }
  const std::int64_t size = store::message::stored_size(tx, account.id, ref.id);
  store::message::remove(tx, account.id, ref.id);
  store::storage::add(tx, account.id, -size);
  return Done{};
}

Result<Done> set_message_visibility(WriteTx& tx, const Account& account,
                                    const MessageVisibility& input) {
  const auto found = lock_message(tx, account, input.message);
  if (!found) return found.error();
  const auto publication = domain::publication_after(found->publication, input.visible);
  store::message::set_publication(tx, account.id, found->id, publication);
  return Done{};
}

Result<domain::Message> read_online_message(ReadTx& tx, const PublicationTools& tools,
                                            const std::string& token) {
  const Error not_online{Errc::not_found, "There is no such message."};
  const auto id = domain::parse_online_token(token);
  if (!id) return not_online;
  const auto found = store::message::find_published(tx, *id);
  if (!found || !domain::is_online_token(tools.keys, found->summary, token)) return not_online;
  auto message = store::message::find(tx, found->account, *id);
  if (!message) return not_online;
  return std::move(*message);
}

}  // namespace usher::service
