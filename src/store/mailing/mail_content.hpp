/// What mails are made of besides their message, in the database: its links, its files, and who
/// its list says sends it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/provisioning/account.hpp"
#include "domain/provisioning/plan.hpp"
#include "store/tx.hpp"

namespace usher::store::mail_content {

/// The list that a message is in; nothing when there is no such message, or the list was removed.
std::optional<std::int64_t> find_list(ReadTx& tx, domain::AccountId account, std::int64_t message);

/// The numbers of these addresses among the message's links, in order; those that are missing are
/// made.
std::vector<std::int64_t> links(WriteTx& tx, domain::AccountId account, std::int64_t message,
                                const std::vector<std::string>& urls);

struct File {
  std::string name;
  std::string content;
};
/// In the order of their slots.
std::vector<File> attachments(ReadTx& tx, domain::AccountId account, std::int64_t message);

/// What a list says of who sends; the address may be empty.
struct Sender {
  std::string name;
  std::string address;
};
Sender sender(ReadTx& tx, const domain::Plan& plan, const domain::Account& account,
              std::int64_t list);

}  // namespace usher::store::mail_content
