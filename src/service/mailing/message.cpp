#include "service/mailing/message.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "service/mailing/mailing_list.hpp"
#include "service/mailing/message_template.hpp"
#include "service/mailing/tag.hpp"
#include "store/mailing/attachment.hpp"
#include "store/mailing/message.hpp"
#include "store/mailing/tag.hpp"

namespace usher::service::message {
namespace {

using domain::Account;
using domain::MessageSummary;
using domain::Publication;
using Tx = store::WriteTx;

Error not_there(const Place& place) {
  return Error{Errc::not_found,
               fmt::format("List {} has no message {}.", place.list, place.id.value)};
}

Result<MessageSummary> in_place(Tx& tx, const Account& account, const Place& place,
                                std::optional<MessageSummary> found) {
  const auto list = mailing_list::need(tx, account, place.list);
  if (!list) return list.error();
  if (!found || found->list != place.list) return not_there(place);
  return *found;
}

/// The tags that are given, each once; nothing when none are.
Result<std::optional<std::vector<domain::TagId>>> tags_of(Tx& tx, const Account& account,
                                                          std::int64_t list,
                                                          const domain::GivenMessage& given) {
  if (!given.tags) return std::optional<std::vector<domain::TagId>>();
  auto tags = tag::need_all(tx, account, list, *given.tags);
  if (!tags) return tags.error();
  return std::optional(std::move(*tags));
}

Result<void> check_room(Tx& tx, const Account& account) {
  if (store::message::count(tx, account.id) < domain::kMaxMessages) return {};
  return Error{Errc::invalid,
               fmt::format("An account can have {} messages: delete some.", domain::kMaxMessages)};
}

}  // namespace

Result<MessageSummary> need(Tx& tx, const Account& account, const Place& place) {
  return in_place(tx, account, place, store::message::find_summary(tx, account.id, place.id));
}

Result<MessageSummary> need_locked(Tx& tx, const Account& account, const Place& place) {
  return in_place(tx, account, place, store::message::lock(tx, account.id, place.id));
}

Result<MessageSummary> Create::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  if (auto room = check_room(tx, account); !room) return room.error();
  auto message = domain::changed({}, input.given);
  if (!message) return message.error();
  const auto tags = tags_of(tx, account, input.list, input.given);
  if (!tags) return tags.error();
  message->list = input.list;
  message->id = store::message::insert(tx, account.id, *message);
  if (*tags) store::tag::set(tx, account.id, message->id, **tags);
  return *message;
}

Result<MessageSummary> Update::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto found = need_locked(tx, account, input.place);
  if (!found) return found.error();
  auto message = store::message::find(tx, account.id, found->id);
  CHECK(message.has_value());
  auto after = domain::changed(std::move(*message), input.given);
  if (!after) return after.error();
  const auto tags = tags_of(tx, account, found->list, input.given);
  if (!tags) return tags.error();
  store::message::update(tx, account.id, *after);
  if (*tags) store::tag::set(tx, account.id, after->id, **tags);
  return *after;
}

Result<Show::Value> Show::operator()(Tx& tx, const Account& account, const Input& place) {
  const auto found = need(tx, account, place);
  if (!found) return found.error();
  // On PostgreSQL a reader may see it go between two statements.
  auto message = store::message::find(tx, account.id, place.id);
  if (!message) return not_there(place);
  return Value{std::move(*message), store::tag::find_by_message(tx, account.id, place.id),
               store::attachment::find_by_message(tx, account.id, place.id)};
}

Result<Remove::Value> Remove::operator()(Tx& tx, const Account& account, const Input& place) {
  const auto found = need_locked(tx, account, place);
  if (!found) return found.error();
  if (store::message::is_being_sent(tx, account.id, place.id)) {
    return Error{Errc::invalid,
                 fmt::format("Message {} has a sending that is not over: stop and delete it first.",
                             place.id.value)};
  }
  store::message::remove(tx, account.id, place.id);
  return Value{};
}

Result<MessageSummary> Clone::operator()(Tx& tx, const Account& account, const Input& place) {
  auto found = need_locked(tx, account, place);
  if (!found) return found.error();
  if (auto room = check_room(tx, account); !room) return room.error();
  found->id = store::message::clone(tx, account.id, place.id);
  return *found;
}

Result<SetVisibility::Value> SetVisibility::operator()(Tx& tx, const Account& account,
                                                       const Input& input) {
  const auto found = need_locked(tx, account, input.place);
  if (!found) return found.error();
  const Publication after = domain::publication_after(found->publication, input.visible);
  store::message::set_publication(tx, account.id, found->id, after);
  return Value{};
}

Result<MessageSummary> CreateFromTemplate::operator()(Tx& tx, const Account& account,
                                                      const Input& input) {
  const auto chosen = message_template::Show()(tx, account, {input.list, input.message_template});
  if (!chosen) return chosen.error();
  Create::Input message{input.list, {}};
  message.given.subject = chosen->title;
  message.given.content = chosen->content;
  return Create()(tx, account, message);
}

ReadOnline::Output ReadOnline::operator()(Tx& tx, const Input& token) {
  const Error nothing{Errc::not_found, "There is no such message."};
  const auto id = domain::parse_online_token(token);
  if (!id) return nothing;
  const auto found = store::message::find_published(tx, *id);
  if (!found || !domain::is_online_token(keys_, found->summary, token)) return nothing;
  auto message = store::message::find(tx, found->account, *id);
  if (!message) return nothing;
  return std::move(*message);
}

}  // namespace usher::service::message
