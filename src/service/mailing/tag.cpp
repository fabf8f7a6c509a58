#include "service/mailing/tag.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "service/mailing/mailing_list.hpp"
#include "store/mailing/tag.hpp"

namespace usher::service::tag {
namespace {

using domain::Account;
using domain::Tag;
using domain::TagId;
using Tx = store::WriteTx;

Error name_taken(const Tag& tag) {
  return Error{Errc::invalid,
               fmt::format("Name: list {} has a tag \"{}\" already.", tag.list, tag.name)};
}

Result<Tag> need_in(Tx& tx, const Account& account, std::int64_t list, TagId id) {
  const auto there = mailing_list::need(tx, account, list);
  if (!there) return there.error();
  auto tag = store::tag::find(tx, account.id, id);
  if (tag && tag->list == list) return std::move(*tag);
  return Error{Errc::not_found, fmt::format("List {} has no tag {}.", list, id.value)};
}

}  // namespace

Result<List::Value> List::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  return store::tag::page(tx, account.id, input.list, input.query);
}

Result<Tag> Create::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  auto tag = domain::check(input);
  if (!tag) return tag.error();
  if (store::tag::count(tx, account.id, input.list) >= domain::kMaxTags) {
    return Error{Errc::invalid, fmt::format("List {} has {} tags, as many as a list can have.",
                                            input.list, domain::kMaxTags)};
  }
  const auto id = store::tag::insert(tx, account.id, *tag);
  if (!id) return name_taken(*tag);
  tag->id = *id;
  return *tag;
}

Result<Tag> Update::operator()(Tx& tx, const Account& account, const Input& input) {
  auto found = need_in(tx, account, input.list, input.id);
  if (!found) return found.error();
  if (input.name) found->name = *input.name;
  if (input.enabled) found->enabled = *input.enabled;
  auto tag = domain::check(std::move(*found));
  if (!tag) return tag.error();
  if (!store::tag::update(tx, account.id, *tag)) return name_taken(*tag);
  return *tag;
}

Result<Remove::Value> Remove::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto tag = need_in(tx, account, input.list, input.id);
  if (!tag) return tag.error();
  store::tag::remove(tx, account.id, input.id);
  return Value{};
}

Result<std::vector<TagId>> need_all(Tx& tx, const Account& account, std::int64_t list,
                                    std::span<const TagId> ids) {
  const std::set<TagId> each(ids.begin(), ids.end());
  if (each.size() > domain::kMaxMessageTags) {
    return Error{Errc::invalid, fmt::format("Tags takes up to {} tags.", domain::kMaxMessageTags)};
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

}  // namespace usher::service::tag
