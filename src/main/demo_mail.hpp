/// Reads captured mails.
#pragma once

#include <filesystem>
#include <string>

namespace usher {

/// Returns From, To, Subject and the text part of the newest mail in the folder.
std::string demo_mail(const std::filesystem::path& folder);

struct DemoCredentials {
  std::string user_name;
  std::string password;
};
/// Reads the credentials from the newest mail in the folder.
DemoCredentials demo_credentials(const std::filesystem::path& folder);

}  // namespace usher
