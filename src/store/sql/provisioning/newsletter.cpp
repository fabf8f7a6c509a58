#include "store/provisioning/newsletter.hpp"

namespace usher::store::newsletter {
namespace {

constexpr Command kInsert{
    "INSERT INTO newsletter (address, name, company, language, is_usa, activation_id, joined_at) "
    "SELECT address, name, company, language, is_usa, activation_id, joined_at FROM "
    "{batch address:text name:text company:text language:text is_usa:int activation_id:int "
    "joined_at:int} WHERE true ORDER BY address ON CONFLICT (address) DO NOTHING"};
constexpr Query kList{
    "SELECT address, name, company, language, is_usa, activation_id, joined_at FROM newsletter "
    "WHERE address > $1 ORDER BY address LIMIT $2"};

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

std::vector<Subscriber> list(ReadTx& tx, std::string_view after, int limit) {
  std::vector<Subscriber> out;
  tx.run(kList, {text(after), number(limit)}, [&](const Row& row) {
    Subscriber subscriber;
    subscriber.address = row.text(0);
    subscriber.name = row.text(1);
    subscriber.company = row.text(2);
    subscriber.language = domain::language_of(row.text(3)).value_or(domain::Language::en);
    subscriber.is_usa = row.integer(4) != 0;
    subscriber.activation = {row.integer(5)};
    subscriber.joined_at = from_ms(row.integer(6));
    out.push_back(std::move(subscriber));
  });
  return out;
}

}  // namespace usher::store::newsletter
