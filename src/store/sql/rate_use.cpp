#include "store/rate_use.hpp"

#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::rate_use {
namespace {

constexpr Command kInsertMissing{
    "INSERT INTO rate_use (application_id, method, used_until) "
    "SELECT application_id, method, 0 FROM {batch application_id:int method:text} "
    "WHERE true ON CONFLICT (application_id, method) DO NOTHING"};
/// The maximum use. A later time was written before the clock was set back.
constexpr std::chrono::microseconds kMaxAhead = std::chrono::seconds(30);
constexpr Command kAdd{
    joined<"UPDATE rate_use SET used_until = batch.cost + "
           "CASE WHEN used_until > batch.start AND used_until < batch.start + ",
           literal<kMaxAhead.count()>,
           " THEN used_until ELSE batch.start END "
           "FROM {batch application_id:int method:text start:int cost:int} "
           "WHERE rate_use.application_id = batch.application_id "
           "AND rate_use.method = batch.method "
           "RETURNING rate_use.application_id, rate_use.method, rate_use.used_until">};

}  // namespace

std::vector<Usage> add(WriteTx& tx, std::span<const Use> uses) {
  std::vector<Usage> out;
  Batch names(2);
  Batch batch(4);
  for (const Use& use : uses) {
    names.add({number(use.application.value), text(use.method)});
    batch.add({number(use.application.value), text(use.method), number(use.start.count()),
               number(use.cost.count())});
  }
  if (batch.empty()) return out;
  tx.queue(kInsertMissing, names);
  tx.run(kAdd, batch, {}, [&](const Row& row) {
    RowReader in(row);
    out.push_back({{in.integer()}, in.string(), std::chrono::microseconds{in.integer()}});
  });
  return out;
}

}  // namespace usher::store::rate_use
