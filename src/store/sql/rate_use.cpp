#include "store/rate_use.hpp"

namespace usher::store::rate_use {
namespace {

constexpr Command kMake{
    "INSERT INTO rate_use (application_id, method, used_until) "
    "SELECT application_id, method, 0 FROM {batch application_id:int method:text} "
    "WHERE true ON CONFLICT (application_id, method) DO NOTHING"};
constexpr Command kAdd{
    "UPDATE rate_use SET used_until = batch.cost + "
    // What lies far ahead was written under a clock that has been set back since.
    "CASE WHEN used_until > batch.start AND used_until < batch.start + 30000000 "
    "THEN used_until ELSE batch.start END "
    "FROM {batch application_id:int method:text start:int cost:int} "
    "WHERE rate_use.application_id = batch.application_id AND rate_use.method = batch.method "
    "RETURNING rate_use.application_id, rate_use.method, rate_use.used_until"};

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
  tx.queue(kMake, names);
  tx.run(kAdd, batch, {}, [&](const Row& row) {
    out.push_back(
        {{row.integer(0)}, std::string(row.text(1)), std::chrono::microseconds{row.integer(2)}});
  });
  return out;
}

}  // namespace usher::store::rate_use
