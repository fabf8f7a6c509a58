/// Operations on the account's lists.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/random.hpp"
#include "domain/mailing/mailing_list.hpp"
#include "domain/mailing/mailing_list_settings.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct MailingListPage {
  std::string company;  ///< the account's company
  domain::ResultPage<domain::MailingList> page;
};
/// Returns a page of lists, the highest number first.
Result<MailingListPage> list_mailing_lists(store::ReadTx& tx, const domain::Account& account,
                                           const domain::PageQuery& query);

struct ListWithSettings {
  domain::MailingList list;
  domain::ListValues values;  ///< the values of all settings
};
Result<ListWithSettings> read_mailing_list(store::ReadTx& tx, const domain::Account& account,
                                           std::int64_t number);

struct NewMailingList {
  domain::GivenListValues given;  ///< the settings, including the name
  /// The number of the list whose settings are copied; nullopt copies those of the account's plan.
  std::optional<std::int64_t> model;
};
struct MailingListTools {
  Random& random;
};
/// Creates a list. Returns `invalid` if the account has the maximum number of lists, or has no list
/// with the number `model`.
Result<ListWithSettings> create_mailing_list(store::WriteTx& tx, const MailingListTools& tools,
                                             const domain::Account& account,
                                             const NewMailingList& input);

struct MailingListChange {
  std::int64_t list = 0;
  domain::GivenListValues given;
};
/// Changes the given settings of a list.
Result<ListWithSettings> update_mailing_list(store::WriteTx& tx, const domain::Account& account,
                                             const MailingListChange& change);

/// Deletes a list. Returns `invalid` if the account has no other list.
Result<Done> delete_mailing_list(store::WriteTx& tx, const domain::Account& account,
                                 std::int64_t number);

/// Returns a list of the account. Returns `not_found` if there is none with this number.
Result<domain::MailingList> require_list(store::ReadTx& tx, const domain::Account& account,
                                         std::int64_t number);

}  // namespace usher::service
