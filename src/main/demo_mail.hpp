/// A captured mail as a person would see it in a terminal.
#pragma once

#include <filesystem>
#include <string>

namespace usher {

/// From, To, Subject and the text part of the newest mail in the folder, decoded and framed.
std::string demo_mail(const std::filesystem::path& folder);

/// What stands in that mail to sign in with.
struct DemoCredentials {
  std::string user_name;
  std::string password;
};
DemoCredentials demo_credentials(const std::filesystem::path& folder);

}  // namespace usher
