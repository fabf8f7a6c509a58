/// Authorization codes in the database.
#pragma once

#include <optional>
#include <string_view>

#include "domain/access/authorization.hpp"
#include "store/access/grant.hpp"
#include "store/tx.hpp"

namespace usher::store::authorization {

/// Inserts a code, and deletes a few old codes.
void insert(WriteTx& tx, const domain::AuthorizationCode& code);
std::optional<domain::AuthorizationCode> find(ReadTx& tx, std::string_view hash);
/// Locks the code until the transaction ends. Returns nullopt if there is none.
std::optional<domain::AuthorizationCode> lock(WriteTx& tx, std::string_view hash);
/// Deletes the codes of the scope that were not exchanged.
void remove_unused(WriteTx& tx, const grant::GrantScope& scope);
/// Marks the code as exchanged for this grant.
void set_grant(WriteTx& tx, std::string_view hash, domain::GrantId grant);

}  // namespace usher::store::authorization
