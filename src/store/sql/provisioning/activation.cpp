#include "store/provisioning/activation.hpp"

#include <unordered_map>

#include "base/check.hpp"
#include "domain/email.hpp"
#include "store/provisioning/history.hpp"

namespace usher::store::activation {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;

constexpr Command kInsert{
    "INSERT INTO activation (application_id, plan_id, code, key_id, ip_key, ip, address, "
    "address_key, name, company, phone, language, is_usa, newsletter, referer, user_agent, "
    "accepted_at, changed_at, last_error) "
    "SELECT application_id, plan_id, code, key_id, ip_key, ip, address, address_key, name, "
    "company, "
    "phone, language, is_usa, newsletter, referer, user_agent, at, at, '' FROM "
    "{batch application_id:int plan_id:int code:int key_id:text ip_key:int ip:text address:text "
    "address_key:int name:text company:text phone:text language:text is_usa:int newsletter:int "
    "referer:text user_agent:text at:int} "
    "WHERE NOT EXISTS (SELECT 1 FROM activation held WHERE held.ip_key = batch.ip_key) "
    "ON CONFLICT (ip_key) DO NOTHING RETURNING id, ip_key"};
// Two nodes that insert the same IP at the same moment: the second waits here and then sees the
// first one's row, so that no id is taken for a loser.
constexpr Command kHoldIps{
    "{nodes_only}SELECT pg_advisory_xact_lock(ip_key) FROM {batch ip_key:int}"};
constexpr Query kOwners{
    "SELECT a.ip_key, a.id, a.application_id, a.address, a.key_id FROM {batch ip_key:int} "
    "JOIN activation a ON a.ip_key = batch.ip_key"};
constexpr Query kStandings{
    "SELECT a.id, a.application_id, a.code, a.key_id FROM {batch id:int} "
    "JOIN activation a ON a.id = batch.id"};
// Two nodes that count one address at the same moment would both find room for one more. In one
// order everywhere, and before any IP is held.
constexpr Command kHoldAddresses{
    "{nodes_only}SELECT pg_advisory_xact_lock(1971, lock) FROM (SELECT DISTINCT "
    "(key & 2147483647)::int AS lock FROM {batch key:int} ORDER BY lock) AS locks"};
constexpr Query kAccepted{
    "SELECT batch.place, count(*), min(a.accepted_at) FROM {batch place:int key:int address:text} "
    "JOIN activation a ON a.address_key = batch.key AND a.address = batch.address "
    "WHERE a.accepted_at > {now} - $4 GROUP BY batch.place"};
constexpr Command kMove{
    "UPDATE activation SET code = batch.to_code, changed_at = batch.at FROM "
    "{batch id:int from_code:int to_code:int at:int} "
    "WHERE activation.id = batch.id AND activation.code = batch.from_code RETURNING activation.id"};
constexpr Command kNoteFailure{
    "UPDATE activation SET last_error = $1, failed_at = $2 WHERE id = $3"};
constexpr Query kFailedAt{"SELECT failed_at FROM activation WHERE id = $1"};
constexpr Command kReleaseIp{
    "UPDATE activation SET ip_key = NULL WHERE id = $1 AND ip_key IS NOT NULL"};
constexpr Query kOpen{
    "SELECT code, count(*) FROM activation WHERE code <> 2 GROUP BY code ORDER BY code"};
constexpr Query kLargest{"SELECT max(id) FROM activation"};

#define USHER_ACTIVATION_COLUMNS                                                             \
  "a.id, a.application_id, a.plan_id, a.code, a.key_id, a.ip_key, a.ip, a.address, a.name, " \
  "a.company, a.phone, a.language, a.is_usa, a.newsletter, a.referer, a.user_agent, "        \
  "a.accepted_at, a.changed_at, a.last_error "

constexpr Query kLoad{"SELECT " USHER_ACTIVATION_COLUMNS
                      "FROM {batch id:int} JOIN activation a ON a.id = batch.id"};
constexpr Command kLock{"SELECT " USHER_ACTIVATION_COLUMNS
                        "FROM {batch id:int} JOIN activation a ON a.id = batch.id "
                        "ORDER BY a.id {for_update_of a}"};
// One text per way of looking, so that each has its index.
constexpr Query kList{"SELECT " USHER_ACTIVATION_COLUMNS
                      "FROM activation a WHERE a.id < $1 AND ($2 = 0 OR a.application_id = $2) "
                      "ORDER BY a.id DESC LIMIT $3"};
// The partial index holds what is not processed; only a text that says so can use it.
constexpr Query kListOpen{"SELECT " USHER_ACTIVATION_COLUMNS
                          "FROM activation a WHERE a.id < $1 AND ($2 = 0 OR a.application_id = $2) "
                          "AND a.code <> 2 AND a.code = $3 ORDER BY a.id DESC LIMIT $4"};
constexpr Query kListProcessed{
    "SELECT " USHER_ACTIVATION_COLUMNS
    "FROM activation a WHERE a.id < $1 AND ($2 = 0 OR a.application_id = $2) AND a.code = 2 "
    "ORDER BY a.id DESC LIMIT $3"};
constexpr Query kListAddress{
    "SELECT " USHER_ACTIVATION_COLUMNS
    "FROM (SELECT id FROM activation WHERE address_key = $1 AND address = $2 "
    "UNION SELECT activation_id FROM account WHERE address = $2) found "
    "JOIN activation a ON a.id = found.id "
    "WHERE a.id < $3 AND ($4 = 0 OR a.application_id = $4) AND ($5 < 0 OR a.code = $5) "
    "ORDER BY a.id DESC LIMIT $6"};
#undef USHER_ACTIVATION_COLUMNS

Activation read(const Row& row) {
  Activation out;
  out.id = {row.integer(0)};
  out.application = {row.integer(1)};
  out.plan = {row.integer(2)};
  out.code = static_cast<Code>(row.integer(3));
  out.key_id = row.text(4);
  out.ip_held = !row.is_null(5);
  out.applicant.ip_key = row.integer(5);
  out.applicant.ip = row.text(6);
  out.applicant.address = row.text(7);
  out.applicant.name = row.text(8);
  out.applicant.company = row.text(9);
  out.applicant.phone = row.text(10);
  out.applicant.language = domain::language_of(row.text(11)).value_or(domain::Language::en);
  out.applicant.is_usa = row.integer(12) != 0;
  out.applicant.newsletter = row.integer(13) != 0;
  out.applicant.referer = row.text(14);
  out.applicant.user_agent = row.text(15);
  out.accepted_at = from_ms(row.integer(16));
  out.changed_at = from_ms(row.integer(17));
  out.last_error = row.text(18);
  return out;
}

/// Runs a statement over a batch of ids and puts its rows into the order that was asked for.
template <class T, class Id, class Read>
std::vector<std::optional<T>> in_order(auto& tx, const auto& statement, std::span<const Id> ids,
                                       const Read& read_row) {
  std::vector<std::optional<T>> out(ids.size());
  if (ids.empty()) return out;
  Batch batch(1);
  std::unordered_multimap<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::int64_t key = 0;
    if constexpr (std::is_same_v<Id, std::int64_t>) {
      key = ids[i];
    } else {
      key = ids[i].value;
    }
    if (!places.contains(key)) batch.add({number(key)});
    places.emplace(key, i);
  }
  tx.run(statement, batch, {}, [&](const Row& row) {
    const auto [first, last] = places.equal_range(row.integer(0));
    for (auto place = first; place != last; ++place) out[place->second] = read_row(row);
  });
  return out;
}

}  // namespace

std::vector<std::optional<ActivationId>> insert(WriteTx& tx,
                                                std::span<const Activation> activations) {
  std::vector<std::optional<ActivationId>> out(activations.size());
  if (activations.empty()) return out;
  Batch batch(17);
  Batch keys(1);
  std::unordered_map<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < activations.size(); ++i) {
    const Activation& a = activations[i];
    const domain::Applicant& p = a.applicant;
    CHECK(places.emplace(p.ip_key, i).second);
    keys.add({number(p.ip_key)});
    batch.add({number(a.application.value), number(a.plan.value), number(static_cast<int>(a.code)),
               text(a.key_id), number(p.ip_key), text(p.ip), text(p.address),
               number(domain::address_key(p.address)), text(p.name), text(p.company), text(p.phone),
               text(domain::code_of(p.language)), flag(p.is_usa), flag(p.newsletter),
               text(p.referer), text(p.user_agent), ms(tx.now())});
  }
  tx.queue(kHoldIps, keys);
  tx.run(kInsert, batch, {},
         [&](const Row& row) { out[places.at(row.integer(1))] = ActivationId{row.integer(0)}; });
  return out;
}

std::vector<std::optional<IpHolder>> find_by_ip_keys(ReadTx& tx,
                                                     std::span<const std::int64_t> ip_keys) {
  return in_order<IpHolder>(tx, kOwners, ip_keys, [](const Row& row) {
    return IpHolder{
        {row.integer(1)}, {row.integer(2)}, std::string(row.text(3)), std::string(row.text(4))};
  });
}

std::vector<std::optional<Status>> find_statuses(ReadTx& tx, std::span<const ActivationId> ids) {
  return in_order<Status>(tx, kStandings, ids, [](const Row& row) {
    return Status{{row.integer(0)},
                  {row.integer(1)},
                  static_cast<Code>(row.integer(2)),
                  std::string(row.text(3))};
  });
}

std::vector<std::optional<Activation>> find(ReadTx& tx, std::span<const ActivationId> ids) {
  return in_order<Activation>(tx, kLoad, ids, read);
}

std::vector<std::optional<Activation>> lock(WriteTx& tx, std::span<const ActivationId> ids) {
  return in_order<Activation>(tx, kLock, ids, read);
}

std::vector<AcceptedCount> count_accepted(WriteTx& tx, std::span<const std::string_view> addresses,
                                          Duration time) {
  std::vector<AcceptedCount> out(addresses.size());
  Batch batch(3);
  Batch keys(1);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    keys.add({number(domain::address_key(addresses[i]))});
    batch.add({number(static_cast<std::int64_t>(i)), number(domain::address_key(addresses[i])),
               text(addresses[i])});
  }
  if (batch.empty()) return out;
  tx.queue(kHoldAddresses, keys);
  tx.run(kAccepted, batch, {number(time.count())}, [&](const Row& row) {
    AcceptedCount& accepted = out.at(static_cast<std::size_t>(row.integer(0)));
    accepted.count = static_cast<int>(row.integer(1));
    accepted.oldest = from_ms(row.integer(2));
  });
  return out;
}

std::vector<bool> move(WriteTx& tx, std::span<const Move> moves) {
  std::vector<bool> moved(moves.size());
  if (moves.empty()) return moved;
  Batch batch(4);
  std::unordered_map<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    CHECK(domain::may_follow(moves[i].from, moves[i].to));
    CHECK(places.emplace(moves[i].id.value, i).second);
    batch.add({number(moves[i].id.value), number(static_cast<int>(moves[i].from)),
               number(static_cast<int>(moves[i].to)), ms(tx.now())});
  }
  tx.run(kMove, batch, {}, [&](const Row& row) { moved[places.at(row.integer(0))] = true; });
  std::vector<history::NewEntry> entries;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const Move& m = moves[i];
    if (moved[i]) entries.push_back({m.id, m.from, m.to, m.who, m.why});
  }
  history::insert(tx, entries);
  return moved;
}

void note_failure(WriteTx& tx, ActivationId id, std::string_view error,
                  std::optional<TimePoint> failed_at) {
  tx.queue(kNoteFailure, {text(error), failed_at ? ms(*failed_at) : Value{}, number(id.value)});
}

std::optional<TimePoint> failed_at(ReadTx& tx, ActivationId id) {
  std::optional<TimePoint> out;
  tx.run(kFailedAt, {number(id.value)}, [&](const Row& row) {
    if (!row.is_null(0)) out = from_ms(row.integer(0));
  });
  return out;
}

bool release_ip(WriteTx& tx, ActivationId id) {
  return tx.run(kReleaseIp, {number(id.value)}) == 1;
}

std::vector<Activation> list(ReadTx& tx, const Filter& filter) {
  std::vector<Activation> out;
  const OnRow add = [&](const Row& row) { out.push_back(read(row)); };
  const Value below = filter.below ? number(filter.below->value) : number(INT64_MAX);
  const Value application = number(filter.application ? filter.application->value : 0);
  const Value limit = number(filter.limit);
  const Value code = number(filter.code ? static_cast<int>(*filter.code) : -1);
  if (filter.address) {
    tx.run(kListAddress,
           {number(domain::address_key(*filter.address)), text(*filter.address), below, application,
            code, limit},
           add);
  } else if (filter.code == Code::processed) {
    tx.run(kListProcessed, {below, application, limit}, add);
  } else if (filter.code) {
    tx.run(kListOpen, {below, application, code, limit}, add);
  } else {
    tx.run(kList, {below, application, limit}, add);
  }
  return out;
}

std::vector<OpenCount> count_open(ReadTx& tx) {
  std::vector<OpenCount> out;
  tx.run(kOpen, {}, [&](const Row& row) {
    out.push_back({static_cast<Code>(row.integer(0)), row.integer(1)});
  });
  return out;
}

std::int64_t largest_id(ReadTx& tx) {
  std::int64_t id = 0;
  tx.run(kLargest, {}, [&](const Row& row) { id = row.integer(0); });
  return id;
}

}  // namespace usher::store::activation
