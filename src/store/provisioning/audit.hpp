/// The append-only log of security events.
#pragma once

#include <string_view>

#include "domain/provisioning/account.hpp"
#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::store::audit {

/// Records an event. An id is 0 if the event concerns no account or no application.
void insert(WriteTx& tx, std::string_view event, domain::AccountId account,
            domain::ApplicationId application);

}  // namespace usher::store::audit
