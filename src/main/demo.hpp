/// `usher demo`: an installation in a temporary folder that shows one activation from request to
/// inbox, and how the application then uses the account.
#pragma once

#include <string>

namespace usher {

struct DemoOptions {
  std::string listen = "127.0.0.1:8080";
  std::string language = "IT";
  bool once = false;  ///< exit after the activation instead of running the server
};

int demo_run(const DemoOptions& options, bool json);

}  // namespace usher
