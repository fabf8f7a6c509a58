/// Reads the parts of a mail that are not columns of its message: links, files and sender.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/provisioning/account.hpp"
#include "domain/provisioning/plan.hpp"
#include "store/tx.hpp"

namespace usher::store::mail_content {

/// Returns the list of a message, nullopt if the message does not exist or its list was removed.
std::optional<std::int64_t> find_list(ReadTx& tx, domain::AccountId account, std::int64_t message);

/// Returns the ids of the message's links, indexed by `urls`. Inserts missing links.
std::vector<std::int64_t> links(WriteTx& tx, domain::AccountId account, std::int64_t message,
                                const std::vector<std::string>& urls);

/// An attachment.
struct File {
  std::string name;
  std::string content;
};
/// Returns the message's attachments, ordered by slot.
std::vector<File> attachments(ReadTx& tx, domain::AccountId account, std::int64_t message);

/// A list's default sender; the address may be empty.
struct Sender {
  std::string name;
  std::string address;
};
Sender sender(ReadTx& tx, const domain::Plan& plan, const domain::Account& account,
              std::int64_t list);

}  // namespace usher::store::mail_content
