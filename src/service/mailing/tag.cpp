#include "service/mailing/tag.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "service/mailing/mailing_list.hpp"
#include "store/mailing/tag.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::Tag;
using domain::TagId;
using store::ReadTx;
using store::WriteTx;

Error tag_name_taken(const Tag& tag) {
  return Error{Errc::invalid,
               fmt::format("Name: list {} already has a tag \"{}\".", tag.list, tag.name)};
}

Result<Tag> require_tag_in_list(ReadTx& tx, const Account& account, std::int64_t list, TagId id) {
  const auto found_list = require_list(tx, account, list);
  if (!found_list) return found_list.error();
  auto tag = store::tag::find(tx, account.id, id);
  if (tag && tag->list == list) return std::move(*tag);
  return Error{Errc::not_found, fmt::format("List {} has no tag {}.", list, id.value)};
}

}  // namespace

Result<domain::ResultPage<Tag>> list_tags(ReadTx& tx, const Account& account,
                                          const TagsQuery& query) {
  const auto list = require_list(tx, account, query.list);
  if (!list) return list.error();
  return store::tag::page(tx, account.id, query.list, query.page);
}

Result<Tag> create_tag(WriteTx& tx, const Account& account, const Tag& input) {
  const auto list = require_list(tx, account, input.list);
  if (!list) return list.error();
  auto tag = domain::check(input);
  if (!tag) return tag.error();
  auto existing = store::tag::find_by_name(tx, account.id, input.list, tag->name);
  if (existing) return std::move(*existing);
  if (store::tag::count(tx, account.id, input.list) >= domain::kMaxTags) {
    return Error{Errc::invalid, fmt::format("List {} has {} tags, the maximum. Delete one first.",
                                            input.list, domain::kMaxTags)};
  }
  const auto id = store::tag::insert(tx, account.id, *tag);
  if (!id) {
    // On PostgreSQL a concurrent transaction has inserted it.
    existing = store::tag::find_by_name(tx, account.id, input.list, tag->name);
    if (existing) return std::move(*existing);
    return tag_name_taken(*tag);
  }
  tag->id = *id;
  return *tag;
}

Result<Tag> update_tag(WriteTx& tx, const Account& account, const TagChange& change) {
  auto found = require_tag_in_list(tx, account, change.list, change.id);
  if (!found) return found.error();
  if (change.name) found->name = *change.name;
  if (change.enabled) found->enabled = *change.enabled;
  auto tag = domain::check(std::move(*found));
  if (!tag) return tag.error();
  if (!store::tag::update(tx, account.id, *tag)) return tag_name_taken(*tag);
  return *tag;
}

Result<Done> delete_tag(WriteTx& tx, const Account& account, const TagRef& ref) {
  const auto tag = require_tag_in_list(tx, account, ref.list, ref.id);
  if (!tag) return tag.error();
  store::tag::remove(tx, account.id, ref.id);
  return Done{};
}

Result<std::vector<TagId>> require_tags(ReadTx& tx, const Account& account, std::int64_t list,
                                        std::span<const TagId> ids) {
  const std::set<TagId> each(ids.begin(), ids.end());
  if (each.size() > domain::kMaxMessageTags) {
    return Error{Errc::invalid,
                 fmt::format("Tags must have at most {} tags.", domain::kMaxMessageTags)};
  }
  const std::vector<TagId> wanted(each.begin(), each.end());
  const auto found = store::tag::find_existing(tx, account.id, list, wanted);
  for (const TagId id : wanted) {
    if (std::find(found.begin(), found.end(), id) == found.end()) {
      return Error{Errc::invalid, fmt::format("Tags: list {} has no tag {}.", list, id.value)};
    }
  }
  return wanted;
}

}  // namespace usher::service
