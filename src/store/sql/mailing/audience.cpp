#include "store/mailing/audience.hpp"

#include "base/check.hpp"
#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::audience {
namespace {

using domain::AccountId;
using domain::Audience;
using domain::Sending;
using domain::Subscription;

constexpr auto kSubscribed = literal<Subscription::subscribed>;
constexpr auto kPending = literal<Subscription::pending>;

constexpr Query kCountList{
    "SELECT subscribed FROM mailing_list WHERE account_id = $1 AND number = $2"};
// The piece selects the subscribed members of a group.
constexpr auto kFromGroup = piece<
    "FROM group_member g JOIN subscription s ON s.account_id = g.account_id AND s.list = $1 "
    "AND s.recipient_id = g.recipient_id AND s.status = ",
    kSubscribed, " ">;
constexpr Query kCountGroup{
    joined<"SELECT count(*) ", kFromGroup, "WHERE g.account_id = $2 AND g.group_id = $3">};

constexpr SqlText kSelect{"SELECT r.id, r.email, r.email_key, r.name, r.fields "};
constexpr Query kNextOfList{
    joined<kSelect,
           "FROM subscription s "
           "JOIN recipient r ON r.id = s.recipient_id AND r.account_id = s.account_id "
           "WHERE s.account_id = $1 AND s.list = $2 AND s.status = ",
           kSubscribed, " AND s.recipient_id > $3 ORDER BY s.recipient_id LIMIT $4">};
constexpr Query kNextOfGroup{
    joined<kSelect, kFromGroup,
           "JOIN recipient r ON r.id = g.recipient_id AND r.account_id = g.account_id "
           "WHERE g.account_id = $2 AND g.group_id = $3 AND g.recipient_id > $4 "
           "ORDER BY g.recipient_id LIMIT $5">};
constexpr Query kNextOfImport{
    joined<kSelect,
           "FROM import_pending p JOIN import i ON i.id = p.import_id JOIN subscription s "
           "ON s.account_id = i.account_id AND s.list = $1 AND s.recipient_id = p.recipient_id "
           "AND s.status = ",
           kPending,
           " JOIN recipient r ON r.id = s.recipient_id AND r.account_id = s.account_id "
           "WHERE p.import_id = $2 AND i.account_id = $3 AND p.recipient_id > $4 "
           "ORDER BY p.recipient_id LIMIT $5">};
// $4 is the status of a recipient that is not in the list; $5 and $6 are the accepted statuses.
constexpr Query kFindAddressee{
    joined<kSelect,
           "FROM recipient r LEFT JOIN subscription s ON s.account_id = r.account_id "
           "AND s.list = $1 AND s.recipient_id = r.id WHERE r.account_id = $2 AND r.id = $3 "
           "AND COALESCE(s.status, $4) IN ($5, $6)">};
constexpr Query kFind{
    "SELECT r.id, COALESCE(s.status, 0) FROM recipient r LEFT JOIN subscription s "
    "ON s.account_id = r.account_id AND s.list = $1 AND s.recipient_id = r.id "
    "WHERE r.account_id = $2 AND r.email_key = $3"};

/// The status of a recipient that is not in the list.
constexpr auto kNotInList = Subscription{0};

Addressee read(RowReader& in) {
  return {{in.integer()}, in.string(), in.string(), in.string(), domain::parse_fields(in.text())};
}

Value status_value(Subscription status) { return number(static_cast<int>(status)); }

}  // namespace

std::int64_t count(ReadTx& tx, AccountId account, std::int64_t list, Audience audience,
                   std::int64_t audience_id) {
  switch (audience) {
    case Audience::list:
      return read_integer(tx, kCountList, {number(account.value), number(list)});
    case Audience::group:
      return read_integer(tx, kCountGroup,
                          {number(list), number(account.value), number(audience_id)});
    case Audience::recipient:
      return 1;
    case Audience::import:
      break;
  }
  CHECK(false);
  return 0;
}

std::vector<Addressee> next(ReadTx& tx, const Sending& sending, std::int64_t limit) {
  const Value account = number(sending.account.value);
  const Value list = number(sending.list);
  const Value audience = number(sending.audience_id);
  const Value reached = number(sending.reached);
  switch (sending.audience) {
    case Audience::list:
      return read_all(tx, kNextOfList, {account, list, reached, number(limit)}, read);
    case Audience::group:
      return read_all(tx, kNextOfGroup, {list, account, audience, reached, number(limit)}, read);
    case Audience::import:
      return read_all(tx, kNextOfImport, {list, audience, account, reached, number(limit)}, read);
    case Audience::recipient:
      break;
  }
  std::vector<Addressee> out;
  if (sending.reached >= sending.audience_id) return out;
  auto addressee = find_addressee(tx, sending, {sending.audience_id});
  if (addressee) out.push_back(std::move(*addressee));
  return out;
}

std::optional<Addressee> find_addressee(ReadTx& tx, const Sending& sending,
                                        domain::RecipientId recipient) {
  const bool confirmation = sending.message == domain::kConfirmationMessage;
  const bool whole_list = sending.audience != Audience::recipient;
  // A message to one recipient also reaches a recipient that never was in the list.
  const auto absent = confirmation || whole_list ? kNotInList : Subscription::subscribed;
  const auto first = confirmation ? Subscription::pending : Subscription::subscribed;
  const auto second = confirmation || whole_list ? first : Subscription::pending;
  return read_optional(
      tx, kFindAddressee,
      {number(sending.list), number(sending.account.value), number(recipient.value),
       status_value(absent), status_value(first), status_value(second)},
      read);
}

std::optional<ListRecipient> find(ReadTx& tx, AccountId account, std::int64_t list,
                                  std::string_view email_key) {
  return read_optional(
      tx, kFind, {number(list), number(account.value), text(email_key)}, [](RowReader& in) {
        return ListRecipient{{in.integer()}, in.as<Subscription>() == Subscription::unsubscribed};
      });
}

}  // namespace usher::store::audience
