/// Which server, and who we are to it.
#pragma once

#include <string>

#include "usher/client/secret.hpp"

namespace usher::client {

struct Application {
  /// "https://provision.example.com", with a path if the server has one. Over plain http whoever is
  /// on the way reads the secret: for tests on one machine.
  std::string base_url;
  std::string client_id;
  /// Empty for a program that can't keep one (on the user's machine): it signs in by the code
  /// grant.
  Secret client_secret;
};

}  // namespace usher::client
