/// What an application can ask about the files that go along with a message.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/mailing/attachment.hpp"
#include "domain/provisioning/account.hpp"
#include "service/mailing/message.hpp"
#include "store/tx.hpp"

namespace usher::service::attachment {

/// A message's attachments, without their content: what all of these answer.
struct Attachments {
  message::Place place;
  std::vector<domain::Attachment> items;
};

struct List {
  using Input = message::Place;
  using Value = Attachments;
  static constexpr std::string_view kMethod = "GetMessageAttachments";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Takes the place of what the slot had. `invalid` when the message would get too large.
struct Put {
  struct Input {
    message::Place place;
    int slot = 0;
    std::string name;
    std::string content;
  };
  using Value = Attachments;
  static constexpr std::string_view kMethod = "AddMessageAttachments";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// `not_found` when the slot is empty.
struct Remove {
  struct Input {
    message::Place place;
    int slot = 0;
  };
  using Value = Attachments;
  static constexpr std::string_view kMethod = "DeleteMessageAttachment";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

}  // namespace usher::service::attachment
