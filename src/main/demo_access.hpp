/// The second half of the demo: the application reaches the new account over OAuth 2.
#pragma once

#include "main/demo_mail.hpp"
#include "main/style.hpp"
#include "usher/client/application.hpp"

namespace usher {

/// Signs in, looks at the account, lets the access token end, meets the 401, refreshes and goes on;
/// every request is shown as it is answered. False when something is not as it should be.
bool show_access(const Style& style, const client::Application& application,
                 const DemoCredentials& credentials);

}  // namespace usher
