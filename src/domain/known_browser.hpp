/// What a browser keeps to show that the owner of an account has signed in with it before.
///
/// It opens nothing. It only tells a throttle that this is not one of the many strangers who may be
/// trying the account's passwords.
#pragma once

#include <string>
#include <string_view>

#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "domain/account.hpp"

namespace usher::domain {

/// Letters, digits and '.'.
std::string known_browser_mark(const Key& key, AccountId account, Random& random);
/// Whether it is one of that account's, made with one of the keys.
bool is_known_browser_mark(const Keys& keys, AccountId account, std::string_view mark);

}  // namespace usher::domain
