/// The second half of the demo: the application uses the new account by OAuth 2.
#pragma once

#include "main/demo_mail.hpp"
#include "main/style.hpp"
#include "usher/client/application.hpp"

namespace usher {

/// Signs in, reads the account, lets the access token expire, refreshes it after the 401, and reads
/// the account's lists. Prints all requests. Returns false if a request fails.
bool show_access(const Style& style, const client::Application& application,
                 const DemoCredentials& credentials);

}  // namespace usher
