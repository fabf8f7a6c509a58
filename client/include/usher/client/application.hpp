/// The server's address and the application's credentials.
#pragma once

#include <string>

#include "usher/client/secret.hpp"

namespace usher::client {

/// An application as it is registered with the server.
struct Application {
  /// The server's address, such as "https://provision.example.com", with a path if the server has
  /// one. Use http only for tests on one machine, because http transmits the secret in plain text.
  std::string base_url;
  std::string client_id;
  /// The application's secret. Empty for a public client, such as a program on the user's machine,
  /// which uses the code grant.
  Secret client_secret;
};

}  // namespace usher::client
