#include "store/provisioning/audit.hpp"

namespace usher::store::audit {
namespace {

constexpr Command kInsert{
    "INSERT INTO audit (at, event, account_id, application_id) VALUES ($1, $2, $3, $4)"};

}  // namespace

void insert(WriteTx& tx, std::string_view event, domain::AccountId account,
            domain::ApplicationId application) {
  tx.queue(kInsert, {ms(tx.now()), text(event), number(account.value), number(application.value)});
}

}  // namespace usher::store::audit
