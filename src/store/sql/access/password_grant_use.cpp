#include "store/access/password_grant_use.hpp"

#include "store/row_reader.hpp"

namespace usher::store::password_grant_use {
namespace {

constexpr Command kAdd{
    "INSERT INTO password_grant_use (application_id, day, uses) VALUES ($1, $2, 1) "
    "ON CONFLICT (application_id, day) DO UPDATE SET uses = password_grant_use.uses + 1"};
constexpr Query kCountSince{
    "SELECT CAST(coalesce(sum(CASE WHEN day >= $1 THEN uses ELSE 0 END), 0) AS BIGINT), max(day) "
    "FROM password_grant_use WHERE application_id = $2"};

}  // namespace

void add(WriteTx& tx, domain::ApplicationId application) {
  tx.queue(kAdd, {number(application.value), number(day_of(tx.now()))});
}

Uses count_since(ReadTx& tx, domain::ApplicationId application, TimePoint start) {
  Uses out;
  tx.run(kCountSince, {number(day_of(start)), number(application.value)}, [&](const Row& row) {
    RowReader in(row);
    out.count = in.integer();
    if (!in.next_is_null()) out.last = start_of_day(in.integer());
  });
  return out;
}

}  // namespace usher::store::password_grant_use
