/// Operations on the tags of an account's lists.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/mailing/tag.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct TagsQuery {
  std::int64_t list = 0;
  domain::PageQuery page;
};
/// Returns a page of a list's tags, newest first.
Result<domain::ResultPage<domain::Tag>> list_tags(store::ReadTx& tx, const domain::Account& account,
                                                  const TagsQuery& query);

/// Creates a tag; `id` of the input is ignored. Returns `invalid` if the list already has a tag
/// with this name, or has the maximum number of tags.
Result<domain::Tag> create_tag(store::WriteTx& tx, const domain::Account& account,
                               const domain::Tag& input);

struct TagChange {
  std::int64_t list = 0;
  domain::TagId id;
  std::optional<std::string> name;
  std::optional<bool> enabled;
};
/// Changes the given members of a tag.
Result<domain::Tag> update_tag(store::WriteTx& tx, const domain::Account& account,
                               const TagChange& change);

struct TagRef {
  std::int64_t list = 0;
  domain::TagId id;
};
/// Deletes a tag and removes it from the messages that have it.
Result<Done> delete_tag(store::WriteTx& tx, const domain::Account& account, const TagRef& ref);

/// Returns `ids` without duplicates. Returns `invalid` if the list lacks one of the tags, or if
/// there are more tags than a message may have.
Result<std::vector<domain::TagId>> require_tags(store::ReadTx& tx, const domain::Account& account,
                                                std::int64_t list,
                                                std::span<const domain::TagId> ids);

}  // namespace usher::service
