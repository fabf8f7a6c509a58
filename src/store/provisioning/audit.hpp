/// What concerns security and is no change of an activation, in the database: append-only.
#pragma once

#include <string_view>

#include "domain/provisioning/account.hpp"
#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::store::audit {

/// An entry for whoever has to find out what happened. Either id may be 0: it is about none.
void insert(WriteTx& tx, std::string_view event, domain::AccountId account,
            domain::ApplicationId application);

}  // namespace usher::store::audit
