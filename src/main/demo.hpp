/// `usher demo`: everything embedded, in a temporary folder, one activation shown from request to
/// inbox, and what the application then does with the account.
#pragma once

#include <string>

namespace usher {

struct DemoOptions {
  std::string listen = "127.0.0.1:8080";
  std::string language = "IT";
  bool once = false;  ///< end after the activation instead of serving on
};

int demo_run(const DemoOptions& options, bool json);

}  // namespace usher
