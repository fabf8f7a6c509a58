/// What an application can ask about one e-mail message.
#pragma once

#include <vector>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "domain/mailing/attachment.hpp"
#include "domain/mailing/message.hpp"
#include "domain/mailing/tag.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service::message {

/// A message of a list.
struct Place {
  std::int64_t list = 0;
  domain::MessageId id;
};

/// `invalid` also for tags that the list does not have.
struct Create {
  struct Input {
    std::int64_t list = 0;
    domain::GivenMessage given;
  };
  using Value = domain::MessageSummary;
  static constexpr std::string_view kMethod = "CreateEmailMessage";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Changes what is given.
struct Update {
  struct Input {
    Place place;
    domain::GivenMessage given;
  };
  using Value = domain::MessageSummary;
  static constexpr std::string_view kMethod = "UpdateEmailMessage";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// All that there is to know of it.
struct Show {
  using Input = Place;
  struct Value {
    domain::Message message;
    std::vector<domain::Tag> tags;
    std::vector<domain::Attachment> attachments;  ///< without their content
  };
  static constexpr std::string_view kMethod = "GetMessageDetails";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// `invalid` while a sending of it is not over.
struct Remove {
  using Input = Place;
  struct Value {};
  static constexpr std::string_view kMethod = "DeleteEmailMessage";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// One more like it, with its tags and attachments, that was never out.
struct Clone {
  using Input = Place;
  using Value = domain::MessageSummary;
  static constexpr std::string_view kMethod = "CloneEmailMessage";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Whether anybody can read it on the web.
struct SetVisibility {
  struct Input {
    Place place;
    bool visible = false;
  };
  struct Value {};
  static constexpr std::string_view kMethod = "UpdateEmailMessageOnlineVisibility";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// A message with the content of a template, in the account's language.
struct CreateFromTemplate {
  struct Input {
    std::int64_t list = 0;
    std::int64_t message_template = 0;
  };
  using Value = domain::MessageSummary;
  static constexpr std::string_view kMethod = "CreateEmailMessageFromTemplate";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// A message as anybody can read it who has its address: the token in it. `not_found` for what is
/// not, or no longer, to be read.
class ReadOnline {
 public:
  using Input = std::string;
  using Output = Result<domain::Message>;
  explicit ReadOnline(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& token);

 private:
  const Keys& keys_;
};

/// A message of the account in that list; `not_found` for others.
Result<domain::MessageSummary> require_message(store::WriteTx& tx, const domain::Account& account,
                                               const Place& place);
/// The same for whoever is going to change what belongs to it: its row stays locked.
Result<domain::MessageSummary> lock_message(store::WriteTx& tx, const domain::Account& account,
                                            const Place& place);

}  // namespace usher::service::message
