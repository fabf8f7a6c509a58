#include "store/provisioning/audit.hpp"

namespace usher::store::audit {
namespace {

constexpr Command kInsert{
    "INSERT INTO audit (at, what, account_id, application_id) VALUES ($1, $2, $3, $4)"};

}  // namespace

void insert(WriteTx& tx, std::string_view what, domain::AccountId account,
            domain::ApplicationId application) {
  tx.queue(kInsert, {ms(tx.now()), text(what), number(account.value), number(application.value)});
}

}  // namespace usher::store::audit
