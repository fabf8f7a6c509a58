/// What an application can ask about what became of messages (the contract's D). A message or a
/// recipient that is none of the account's has happened nothing to.
#pragma once

#include <array>

#include "base/error.hpp"
#include "domain/mailing/statistic.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/mailing/statistic.hpp"
#include "store/tx.hpp"

namespace usher::service::statistic {

using domain::Topic;

/// The names of one question, in the order of Topic.
using Names = std::array<std::string_view, domain::kTopics.size()>;
constexpr std::string_view name_in(const Names& names, Topic topic) {
  return names[static_cast<std::size_t>(topic)];
}

/// A page of what is known of a message or a recipient.
struct Listed {
  std::int64_t id = 0;
  domain::PageQuery query;
};

template <Topic topic>
struct CountOfMessage {
  using Input = std::int64_t;
  using Value = std::int64_t;
  static constexpr Names kNames = {"MessageCountRecipients", "MessageCountViews",
                                   "MessageCountClicks", "MessageCountBounces",
                                   "MessageCountUnsubscriptions"};
  static constexpr std::string_view kMethod = name_in(kNames, topic);
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account,
                           const Input& message) {
    return store::statistic::count_of_message(tx, account.id, message, topic);
  }
};

template <Topic topic>
struct ListOfMessage {
  using Input = Listed;
  using Value = domain::ResultPage<domain::ReaderCount>;
  static constexpr Names kNames = {"MessageListRecipients", "MessageListViews", "MessageListClicks",
                                   "MessageListBounces", "MessageListUnsubscriptions"};
  static constexpr std::string_view kMethod = name_in(kNames, topic);
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input) {
    return store::statistic::readers(tx, account.id, input.id, topic, input.query);
  }
};

template <Topic topic>
struct CountOfRecipient {
  using Input = std::int64_t;
  using Value = std::int64_t;
  static constexpr Names kNames = {"RecipientCountDeliveries", "RecipientCountViews",
                                   "RecipientCountClicks", "RecipientCountBounces",
                                   "RecipientCountUnsubscriptions"};
  static constexpr std::string_view kMethod = name_in(kNames, topic);
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account,
                           const Input& recipient) {
    return store::statistic::count_of_recipient(tx, account.id, recipient, topic);
  }
};

template <Topic topic>
struct ListOfRecipient {
  using Input = Listed;
  using Value = domain::ResultPage<domain::MessageCount>;
  static constexpr Names kNames = {"RecipientListDeliveries", "RecipientListViews",
                                   "RecipientListClicks", "RecipientListBounces",
                                   "RecipientListUnsubscriptions"};
  static constexpr std::string_view kMethod = name_in(kNames, topic);
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input) {
    return store::statistic::messages(tx, account.id, input.id, topic, input.query);
  }
};

/// Links of a message that were followed.
struct UrlClicks {
  using Input = Listed;
  using Value = domain::ResultPage<domain::LinkCount>;
  static constexpr std::string_view kMethod = "MessageListUrlClicks";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input) {
    return store::statistic::links(tx, account.id, input.id, input.query);
  }
};
/// And who followed them.
struct UrlClickDetails {
  using Input = Listed;
  using Value = domain::ResultPage<domain::ReaderCount>;
  static constexpr std::string_view kMethod = "MessageListUrlClickDetails";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input) {
    return store::statistic::clickers(tx, account.id, input.id, input.query);
  }
};
/// Links that a recipient followed.
struct RecipientClickDetails {
  using Input = Listed;
  using Value = domain::ResultPage<domain::MessageCount>;
  static constexpr std::string_view kMethod = "RecipientListClicksDetails";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input) {
    return store::statistic::clicked(tx, account.id, input.id, input.query);
  }
};

}  // namespace usher::service::statistic
