/// The cookie of a trusted device: a browser in which the owner of an account has signed in.
///
/// The cookie grants no access. It exempts the device from the throttle that counts the attempts of
/// all sources on the account, and is valid until the password changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "domain/provisioning/account.hpp"

namespace usher::domain {

/// Makes the cookie for a sign-in with the password that was set at `password_set_at`. The cookie
/// consists of alphanumerics and '.'.
std::string make_device_cookie(const Key& key, AccountId account, TimePoint password_set_at,
                               Random& random);
/// Returns the `password_set_at` of the cookie; nullopt if the cookie is not authentic or belongs
/// to another account.
std::optional<TimePoint> read_device_cookie(const Keys& keys, AccountId account,
                                            std::string_view cookie);

}  // namespace usher::domain
