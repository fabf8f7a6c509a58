/// Authorization codes in the database.
#pragma once

#include <optional>
#include <string_view>

#include "domain/access/authorization.hpp"
#include "store/access/grant.hpp"
#include "store/tx.hpp"

namespace usher::store::authorization {

/// Some of those that are long over go on the way.
void insert(WriteTx& tx, const domain::AuthorizationCode& code);
std::optional<domain::AuthorizationCode> find(ReadTx& tx, std::string_view hash);
/// For whoever exchanges it: nobody else can until the transaction ends.
std::optional<domain::AuthorizationCode> lock(WriteTx& tx, std::string_view hash);
/// Those of somebody that have not been exchanged.
void remove_unused(WriteTx& tx, grant::Whose whose);
void set_grant(WriteTx& tx, std::string_view hash, domain::GrantId grant);

}  // namespace usher::store::authorization
