#include "service/mailing/storage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "store/mailing/storage.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

std::int64_t limit_of(store::WriteTx& tx, const domain::Account& account) {
  const auto plan = store::plan::get(tx, account.plan);
  CHECK(plan != nullptr);
  return plan->max_bytes;
}

}  // namespace

Result<void> count_storage(store::WriteTx& tx, const domain::Account& account, std::int64_t bytes) {
  if (bytes > 0 && bytes > storage_left(tx, account)) {
    return Error{Errc::forbidden,
                 fmt::format("This account may store {} bytes. Delete messages, images or "
                             "recipients first.",
                             limit_of(tx, account))};
  }
  store::storage::add(tx, account.id, bytes);
  return {};
}

std::int64_t storage_left(store::WriteTx& tx, const domain::Account& account) {
  const std::int64_t limit = limit_of(tx, account);
  if (limit == 0) return INT64_MAX;
  return std::max<std::int64_t>(limit - store::storage::lock_used(tx, account.id), 0);
}

}  // namespace usher::service
