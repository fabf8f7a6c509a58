#include "store/provisioning/activation.hpp"

#include <unordered_map>

#include "base/check.hpp"
#include "domain/email.hpp"
#include "store/provisioning/history.hpp"
#include "store/row_reader.hpp"
#include "store/sql/advisory_locks.hpp"
#include "store/sql_text.hpp"

namespace usher::store::activation {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;

constexpr auto kProcessed = literal<Code::processed>;

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
// The lock serialises nodes that insert the same IP address. The second node waits here and then
// finds the first node's row, so that no id is used up for a row that is not inserted.
constexpr Command kLockIps{
    "{nodes_only}SELECT pg_advisory_xact_lock(ip_key) FROM {batch ip_key:int}"};
constexpr Query kFindByIpKeys{
    "SELECT a.ip_key, a.id, a.application_id, a.address, a.key_id FROM {batch ip_key:int} "
    "JOIN activation a ON a.ip_key = batch.ip_key"};
constexpr Query kFindStatuses{
    "SELECT a.id, a.application_id, a.code, a.key_id FROM {batch id:int} "
    "JOIN activation a ON a.id = batch.id"};
// The lock serialises nodes that count the same address, so that they do not both accept the last
// allowed activation. Addresses are locked in ascending order and before IP addresses, so that
// nodes do not deadlock.
constexpr Command kLockAddresses{
    joined<"{nodes_only}SELECT pg_advisory_xact_lock(", literal<kAddressLocks>,
           ", lock) FROM (SELECT DISTINCT (key & ", literal<INT32_MAX>,
           ")::int AS lock FROM {batch key:int} ORDER BY lock) AS locks">};
constexpr Query kCountAccepted{
    "SELECT batch.position, count(*), min(a.accepted_at) FROM "
    "{batch position:int key:int address:text} "
    "JOIN activation a ON a.address_key = batch.key AND a.address = batch.address "
    "WHERE a.accepted_at > {now} - $4 GROUP BY batch.position"};
constexpr Command kMove{
    "UPDATE activation SET code = batch.to_code, changed_at = batch.at FROM "
    "{batch id:int from_code:int to_code:int at:int} "
    "WHERE activation.id = batch.id AND activation.code = batch.from_code RETURNING activation.id"};
constexpr Command kNoteFailure{
    "UPDATE activation SET last_error = $1, failed_at = $2 WHERE id = $3"};
constexpr Query kFailedAt{"SELECT failed_at FROM activation WHERE id = $1"};
constexpr Command kReleaseIp{
    "UPDATE activation SET ip_key = NULL WHERE id = $1 AND ip_key IS NOT NULL"};
constexpr Query kCountOpen{joined<"SELECT code, count(*) FROM activation WHERE code <> ",
                                  kProcessed, " GROUP BY code ORDER BY code">};
constexpr Query kLargestId{"SELECT max(id) FROM activation"};

constexpr SqlText kColumns{
    "a.id, a.application_id, a.plan_id, a.code, a.key_id, a.ip_key, a.ip, a.address, a.name, "
    "a.company, a.phone, a.language, a.is_usa, a.newsletter, a.referer, a.user_agent, "
    "a.accepted_at, a.changed_at, a.last_error "};

constexpr Query kFind{
    joined<"SELECT ", kColumns, "FROM {batch id:int} JOIN activation a ON a.id = batch.id">};
constexpr Command kLock{joined<"SELECT ", kColumns,
                               "FROM {batch id:int} JOIN activation a ON a.id = batch.id "
                               "ORDER BY a.id {for_update_of a}">};
// Each combination of conditions has a statement, so that each uses its index.
constexpr SqlText kPage{"FROM activation a WHERE a.id < $1 AND ($2 = 0 OR a.application_id = $2) "};
constexpr Query kList{joined<"SELECT ", kColumns, kPage, "ORDER BY a.id DESC LIMIT $3">};
// The statement uses the partial index, which requires this condition in the text.
constexpr Query kListOpen{joined<"SELECT ", kColumns, kPage, "AND a.code <> ", kProcessed,
                                 " AND a.code = $3 ORDER BY a.id DESC LIMIT $4">};
constexpr Query kListProcessed{joined<"SELECT ", kColumns, kPage, "AND a.code = ", kProcessed,
                                      " ORDER BY a.id DESC LIMIT $3">};
constexpr Query kListByAddress{
    joined<"SELECT ", kColumns,
           "FROM (SELECT id FROM activation WHERE address_key = $1 AND address = $2 "
           "UNION SELECT activation_id FROM account WHERE address = $2) found "
           "JOIN activation a ON a.id = found.id "
           "WHERE a.id < $3 AND ($4 = 0 OR a.application_id = $4) AND ($5 < 0 OR a.code = $5) "
           "ORDER BY a.id DESC LIMIT $6">};

Activation read(RowReader& in) {
  Activation out;
  out.id = {in.integer()};
  out.application = {in.integer()};
  out.plan = {in.integer()};
  out.code = in.as<Code>();
  out.key_id = in.text();
  out.ip_held = !in.next_is_null();
  out.applicant.ip_key = in.integer();
  out.applicant.ip = in.text();
  out.applicant.address = in.text();
  out.applicant.name = in.text();
  out.applicant.company = in.text();
  out.applicant.phone = in.text();
  out.applicant.language = domain::language_of(in.text()).value_or(domain::Language::en);
  out.applicant.is_usa = in.flag();
  out.applicant.newsletter = in.flag();
  out.applicant.referer = in.text();
  out.applicant.user_agent = in.text();
  out.accepted_at = in.time();
  out.changed_at = in.time();
  out.last_error = in.text();
  return out;
}

std::int64_t key_of(std::int64_t key) { return key; }
std::int64_t key_of(ActivationId id) { return id.value; }

/// Runs a statement over a batch of keys and returns the results of `read_row`, indexed by the
/// keys. The first column of the statement is the key.
template <class T, class Key, class Read>
std::vector<std::optional<T>> read_in_order(auto& tx, const auto& statement,
                                            std::span<const Key> keys, const Read& read_row) {
  std::vector<std::optional<T>> out(keys.size());
  if (keys.empty()) return out;
  Batch batch(1);
  std::unordered_multimap<std::int64_t, std::size_t> positions;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::int64_t key = key_of(keys[i]);
    if (!positions.contains(key)) batch.add({number(key)});
    positions.emplace(key, i);
  }
  tx.run(statement, batch, {}, [&](const Row& row) {
    const auto [first, last] = positions.equal_range(RowReader(row).integer());
    for (auto position = first; position != last; ++position) {
      RowReader in(row);
      out[position->second] = read_row(in);
    }
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
  std::unordered_map<std::int64_t, std::size_t> positions;
  for (std::size_t i = 0; i < activations.size(); ++i) {
    const Activation& a = activations[i];
    const domain::Applicant& p = a.applicant;
    CHECK(positions.emplace(p.ip_key, i).second);
    keys.add({number(p.ip_key)});
    batch.add({number(a.application.value), number(a.plan.value), number(static_cast<int>(a.code)),
               text(a.key_id), number(p.ip_key), text(p.ip), text(p.address),
               number(domain::address_key(p.address)), text(p.name), text(p.company), text(p.phone),
               text(domain::code_of(p.language)), flag(p.is_usa), flag(p.newsletter),
               text(p.referer), text(p.user_agent), ms(tx.now())});
  }
  tx.queue(kLockIps, keys);
  tx.run(kInsert, batch, {}, [&](const Row& row) {
    RowReader in(row);
    const ActivationId id{in.integer()};
    out[positions.at(in.integer())] = id;
  });
  return out;
}

std::vector<std::optional<IpHolder>> find_by_ip_keys(ReadTx& tx,
                                                     std::span<const std::int64_t> ip_keys) {
  return read_in_order<IpHolder>(tx, kFindByIpKeys, ip_keys, [](RowReader& in) {
    in.skip();  // the IP key
    return IpHolder{{in.integer()}, {in.integer()}, in.string(), in.string()};
  });
}

std::vector<std::optional<Status>> find_statuses(ReadTx& tx, std::span<const ActivationId> ids) {
  return read_in_order<Status>(tx, kFindStatuses, ids, [](RowReader& in) {
    return Status{{in.integer()}, {in.integer()}, in.as<Code>(), in.string()};
  });
}

std::vector<std::optional<Activation>> find(ReadTx& tx, std::span<const ActivationId> ids) {
  return read_in_order<Activation>(tx, kFind, ids, read);
}

std::vector<std::optional<Activation>> lock(WriteTx& tx, std::span<const ActivationId> ids) {
  return read_in_order<Activation>(tx, kLock, ids, read);
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
  tx.queue(kLockAddresses, keys);
  tx.run(kCountAccepted, batch, {number(time.count())}, [&](const Row& row) {
    RowReader in(row);
    AcceptedCount& accepted = out.at(in.as<std::size_t>());
    accepted.count = in.as<int>();
    accepted.oldest = in.time();
  });
  return out;
}

std::vector<bool> move(WriteTx& tx, std::span<const Move> moves) {
  std::vector<bool> moved(moves.size());
  if (moves.empty()) return moved;
  Batch batch(4);
  std::unordered_map<std::int64_t, std::size_t> positions;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    CHECK(domain::may_follow(moves[i].from, moves[i].to));
    CHECK(positions.emplace(moves[i].id.value, i).second);
    batch.add({number(moves[i].id.value), number(static_cast<int>(moves[i].from)),
               number(static_cast<int>(moves[i].to)), ms(tx.now())});
  }
  tx.run(kMove, batch, {},
         [&](const Row& row) { moved[positions.at(RowReader(row).integer())] = true; });
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
  return read_time(tx, kFailedAt, {number(id.value)});
}

bool release_ip(WriteTx& tx, ActivationId id) {
  return tx.run(kReleaseIp, {number(id.value)}) == 1;
}

std::vector<Activation> list(ReadTx& tx, const Filter& filter) {
  std::vector<Activation> out;
  const OnRow add = [&](const Row& row) {
    RowReader in(row);
    out.push_back(read(in));
  };
  const Value below = filter.below ? number(filter.below->value) : number(INT64_MAX);
  const Value application = number(filter.application ? filter.application->value : 0);
  const Value limit = number(filter.limit);
  const Value code = number(filter.code ? static_cast<int>(*filter.code) : -1);
  if (filter.address) {
    tx.run(kListByAddress,
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
  tx.run(kCountOpen, {}, [&](const Row& row) {
    RowReader in(row);
    out.push_back({in.as<Code>(), in.integer()});
  });
  return out;
}

std::int64_t largest_id(ReadTx& tx) { return read_integer(tx, kLargestId, {}); }

}  // namespace usher::store::activation
