#include "store/mailing/audience.hpp"

#include "base/check.hpp"

namespace usher::store::audience {
namespace {

using domain::AccountId;
using domain::Audience;
using domain::Sending;

constexpr Query kCountList{
    "SELECT subscribed FROM mailing_list WHERE account_id = $1 AND number = $2"};
#define USHER_OF_GROUP                                                                      \
  "FROM group_member g JOIN subscription s ON s.account_id = g.account_id AND s.list = $1 " \
  "AND s.recipient_id = g.recipient_id AND s.status = 1 "
constexpr Query kCountGroup{"SELECT count(*) " USHER_OF_GROUP
                            "WHERE g.account_id = $2 AND g.group_id = $3"};

#define USHER_ADDRESSEE "SELECT r.id, r.email, r.email_key, r.name, r.fields "
#define USHER_RECIPIENT(of) \
  "JOIN recipient r ON r.id = " of ".recipient_id AND r.account_id = " of ".account_id "
constexpr Query kNextOfList{USHER_ADDRESSEE "FROM subscription s " USHER_RECIPIENT(
    "s") "WHERE s.account_id = $1 AND s.list = $2 AND s.status = 1 AND s.recipient_id > $3 "
         "ORDER BY s.recipient_id LIMIT $4"};
constexpr Query kNextOfGroup{USHER_ADDRESSEE USHER_OF_GROUP USHER_RECIPIENT(
    "g") "WHERE g.account_id = $2 AND g.group_id = $3 AND g.recipient_id > $4 "
         "ORDER BY g.recipient_id LIMIT $5"};
constexpr Query kNextOfImport{
    USHER_ADDRESSEE
    "FROM import_pending p JOIN import i ON i.id = p.import_id JOIN subscription s "
    "ON s.account_id = i.account_id AND s.list = $1 AND s.recipient_id = p.recipient_id "
    "AND s.status = 3 " USHER_RECIPIENT("s")
    "WHERE p.import_id = $2 AND i.account_id = $3 AND p.recipient_id > $4 "
    "ORDER BY p.recipient_id LIMIT $5"};
// One recipient: whoever has not left the list gets a message, who is pending the question.
constexpr Query kOne{
    USHER_ADDRESSEE
    "FROM recipient r LEFT JOIN subscription s ON s.account_id = r.account_id AND s.list = $1 "
    "AND s.recipient_id = r.id WHERE r.account_id = $2 AND r.id = $3 "
    "AND COALESCE(s.status, $4) IN ($5, $6)"};
constexpr Query kFind{
    "SELECT r.id, COALESCE(s.status, 0) FROM recipient r LEFT JOIN subscription s "
    "ON s.account_id = r.account_id AND s.list = $1 AND s.recipient_id = r.id "
    "WHERE r.account_id = $2 AND r.email_key = $3"};
#undef USHER_OF_GROUP
#undef USHER_ADDRESSEE
#undef USHER_RECIPIENT

constexpr std::int64_t kSubscribed = static_cast<int>(domain::Subscription::subscribed);
constexpr std::int64_t kPending = static_cast<int>(domain::Subscription::pending);
constexpr std::int64_t kNowhere = 0;

Addressee read(const Row& row) {
  return {{row.integer(0)},
          std::string(row.text(1)),
          std::string(row.text(2)),
          std::string(row.text(3)),
          domain::parse_fields(row.text(4))};
}

std::int64_t one_number(auto& tx, const auto& statement, std::initializer_list<Value> values) {
  std::int64_t out = 0;
  tx.run(statement, values, [&](const Row& row) { out = row.integer(0); });
  return out;
}

}  // namespace

std::int64_t count(ReadTx& tx, AccountId account, std::int64_t list, Audience audience,
                   std::int64_t audience_id) {
  switch (audience) {
    case Audience::list:
      return one_number(tx, kCountList, {number(account.value), number(list)});
    case Audience::group:
      return one_number(tx, kCountGroup,
                        {number(list), number(account.value), number(audience_id)});
    case Audience::recipient:
      return 1;
    case Audience::import:
      break;
  }
  CHECK(false);
  return 0;
}

std::vector<Addressee> next(ReadTx& tx, const Sending& sending, std::int64_t most) {
  std::vector<Addressee> out;
  const auto add = [&](const Row& row) { out.push_back(read(row)); };
  const Value account = number(sending.account.value);
  const Value list = number(sending.list);
  const Value reached = number(sending.reached);
  switch (sending.audience) {
    case Audience::list:
      tx.run(kNextOfList, {account, list, reached, number(most)}, add);
      break;
    case Audience::group:
      tx.run(kNextOfGroup, {list, account, number(sending.audience_id), reached, number(most)},
             add);
      break;
    case Audience::import:
      tx.run(kNextOfImport, {list, number(sending.audience_id), account, reached, number(most)},
             add);
      break;
    case Audience::recipient: {
      if (sending.reached >= sending.audience_id) break;
      auto one = find_addressee(tx, sending, {sending.audience_id});
      if (one) out.push_back(std::move(*one));
      break;
    }
  }
  return out;
}

std::optional<Addressee> find_addressee(ReadTx& tx, const Sending& sending,
                                        domain::RecipientId recipient) {
  const bool confirmation = sending.message == domain::kConfirmationMessage;
  const bool whole_list = sending.audience != Audience::recipient;
  // Who never was in the list counts as what is let through, or as nothing of the kind.
  const std::int64_t absent = confirmation || whole_list ? kNowhere : kSubscribed;
  const std::int64_t first = confirmation ? kPending : kSubscribed;
  const std::int64_t second = confirmation || whole_list ? first : kPending;
  std::optional<Addressee> out;
  tx.run(kOne,
         {number(sending.list), number(sending.account.value), number(recipient.value),
          number(absent), number(first), number(second)},
         [&](const Row& row) { out = read(row); });
  return out;
}

std::optional<ListRecipient> find(ReadTx& tx, AccountId account, std::int64_t list,
                                  std::string_view email_key) {
  std::optional<ListRecipient> out;
  tx.run(kFind, {number(list), number(account.value), text(email_key)}, [&](const Row& row) {
    out = ListRecipient{{row.integer(0)},
                        row.integer(1) == static_cast<int>(domain::Subscription::unsubscribed)};
  });
  return out;
}

}  // namespace usher::store::audience
