/// What a browser keeps to show that the owner of an account has signed in with it before.
///
/// It opens nothing. It only tells a throttle that this is not one of the many strangers who may be
/// trying the account's passwords. It ends with the password that was used: whoever had that may be
/// the stranger.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "domain/provisioning/account.hpp"

namespace usher::domain {

/// For whoever has used the password that the account got at `password_set_at`. Mails, digits and
/// '.'.
std::string known_browser_mark(const Key& key, AccountId account, TimePoint password_set_at,
                               Random& random);
/// When the account got the password that a mark is good for; nothing when the mark is none of that
/// account's, made with one of the keys.
std::optional<TimePoint> password_of_known_browser(const Keys& keys, AccountId account,
                                                   std::string_view mark);

}  // namespace usher::domain
