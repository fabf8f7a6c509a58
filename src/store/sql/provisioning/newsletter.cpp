#include "store/provisioning/newsletter.hpp"

#include "store/row_reader.hpp"

namespace usher::store::newsletter {
namespace {

constexpr Command kInsert{
    "INSERT INTO newsletter (address, name, company, language, is_usa, activation_id, joined_at) "
    "SELECT address, name, company, language, is_usa, activation_id, joined_at FROM "
    "{batch address:text name:text company:text language:text is_usa:int activation_id:int "
    "joined_at:int} WHERE true ORDER BY address ON CONFLICT (address) DO NOTHING"};
constexpr Command kRemove{"DELETE FROM newsletter WHERE address = $1"};
constexpr auto kFailed = literal<domain::Code::error>;
constexpr auto kBlocked = literal<domain::Code::blocked>;
constexpr Query kList{
    joined<"SELECT n.address, n.name, n.company, n.language, n.is_usa, n.activation_id, "
           "n.joined_at, a.accepted_at, a.ip, COALESCE(p.name, '') FROM newsletter n "
           "JOIN activation a ON a.id = n.activation_id "
           "JOIN account c ON c.activation_id = n.activation_id AND c.address = n.address "
           "LEFT JOIN application p ON p.id = a.application_id "
           "WHERE n.address > $1 AND a.code NOT IN (",
           kFailed, ", ", kBlocked, ") ORDER BY n.address LIMIT $2">};

}  // namespace

void insert(WriteTx& tx, std::span<const domain::Activation> activations) {
  Batch batch(7);
  for (const domain::Activation& activation : activations) {
    const domain::Applicant& p = activation.applicant;
    batch.add({text(p.address), text(p.name), text(p.company), text(domain::code_of(p.language)),
               flag(p.is_usa), number(activation.id.value), ms(tx.now())});
  }
  tx.queue(kInsert, batch);
}

bool remove(WriteTx& tx, std::string_view address) { return tx.run(kRemove, {text(address)}) == 1; }

std::vector<Subscriber> list(ReadTx& tx, std::string_view after, int limit) {
  return read_all(tx, kList, {text(after), number(limit)}, [](RowReader& in) {
    Subscriber subscriber;
    subscriber.address = in.text();
    subscriber.name = in.text();
    subscriber.company = in.text();
    subscriber.language = domain::language_of(in.text()).value_or(domain::Language::en);
    subscriber.is_usa = in.flag();
    subscriber.activation = {in.integer()};
    subscriber.joined_at = in.time();
    subscriber.consent_at = in.time();
    subscriber.consent_ip = in.text();
    subscriber.source = in.text();
    return subscriber;
  });
}

}  // namespace usher::store::newsletter
