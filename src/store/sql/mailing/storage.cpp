#include "store/mailing/storage.hpp"

#include "store/row_reader.hpp"

namespace usher::store::storage {
namespace {

constexpr Command kLockUsed{"SELECT bytes_used FROM account WHERE id = $1 {for_update}"};
constexpr Command kAdd{
    "UPDATE account SET bytes_used = CASE WHEN bytes_used + $1 < 0 THEN 0 ELSE bytes_used + $2 END "
    "WHERE id = $3"};

}  // namespace

std::int64_t lock_used(WriteTx& tx, domain::AccountId account) {
  std::int64_t out = 0;
  tx.run(kLockUsed, {number(account.value)},
         [&](const Row& row) { out = RowReader(row).integer(); });
  return out;
}

void add(WriteTx& tx, domain::AccountId account, std::int64_t bytes) {
  if (bytes != 0) tx.run(kAdd, {number(bytes), number(bytes), number(account.value)});
}

}  // namespace usher::store::storage
