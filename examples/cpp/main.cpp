// A partner's program: requests an account, follows its activation and reads its first resources.
//
//   USHER_CLIENT_SECRET=… usher_example BASE_URL CLIENT_ID [EMAIL [IP_ADDRESS]]
//
// The tokens are stored in usher-tokens.json (USHER_TOKENS names another file). If the file exists,
// the program uses them and requests no second account.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "terminal.hpp"
#include "usher/client/client.hpp"

namespace {

using namespace usher::client;

std::string environment(const char* name, const std::string& fallback) {
  const char* const value = std::getenv(name);
  return value == nullptr ? fallback : value;
}

/// Requests an account and waits for it. Returns nullopt if it is ready, else the exit code.
std::optional<int> open_account(const Application& application, const std::string& email,
                                const std::string& ip_address) {
  Activations activations(application);
  Applicant applicant;
  applicant.name_and_surname = "Anna Rossi";
  applicant.company = "Caffè Lungarno";
  applicant.email = email;
  applicant.phone_number = "+39 055 0123456";
  applicant.language = "IT";
  applicant.ip_address = ip_address;
  const Ticket ticket = activations.activate(applicant);
  // A real program stores the ticket in its database here, so that it can continue after a restart.
  std::printf("Activation %lld is accepted.\n", static_cast<long long>(ticket.id));

  const auto begin = std::chrono::steady_clock::now();
  WaitOptions options;
  options.on_change = [&](const Status& status) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    std::printf("%6.1f s  Code %d  %s\n", passed.count(), static_cast<int>(status.code),
                status.description.c_str());
    std::fflush(stdout);
  };
  const Outcome outcome = activations.wait(ticket, options);
  if (outcome.reason != Outcome::Reason::done) {
    std::fprintf(stderr, "The account is not ready. %s\n", outcome.last_error.c_str());
    return 1;
  }
  if (ticket.id < 0) {
    std::printf("This is the sandbox: there is no account to sign in to.\n");
    return 0;
  }
  std::printf("Done: the credentials are in the inbox of %s.\n", email.c_str());
  return std::nullopt;
}

Tokens sign_in(const Application& application) {
  const std::string user_name = ask("User name: ");
  return OAuth(application).password_grant(user_name, ask_hidden("Password: "));
}

void show_account(Session& session) {
  const boost::json::value info = session.get("Console/Authentication/Info");
  std::cout << "Account: " << info << "\n";
  const boost::json::value lists = session.get("Console/User/Lists", {{"pageSize", "50"}});
  for (const boost::json::value& list : lists.at("Items").as_array()) {
    std::cout << "List " << list.at("idList") << ": " << list.at("Name") << "\n";
  }
}

int run(int count, char** arguments) {
  const std::string secret = environment("USHER_CLIENT_SECRET", "");
  if (count < 3 || count > 5 || secret.empty()) {
    std::fprintf(stderr,
                 "usage: usher_example BASE_URL CLIENT_ID [EMAIL [IP_ADDRESS]]\n"
                 "with the client secret in the environment: USHER_CLIENT_SECRET\n");
    return 2;
  }
  const Application application{arguments[1], arguments[2], Secret(secret)};
  const std::string email = count > 3 ? arguments[3] : "anna@example.org";
  const std::string ip_address = count > 4 ? arguments[4] : "198.51.100.7";
  const std::string file = environment("USHER_TOKENS", "usher-tokens.json");

  const auto store = std::make_shared<FileTokenStore>(file);
  Session session(application, store);
  if (store->load()) {
    std::printf("Signed in before: using the tokens in %s.\n", file.c_str());
  } else {
    if (const auto end = open_account(application, email, ip_address)) return *end;
    session.adopt(sign_in(application));
  }
  show_account(session);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const RateLimited& error) {
    std::fprintf(stderr, "%s\n", error.what());
    if (error.retry_after()) {
      std::fprintf(stderr, "Try again in %lld s.\n",
                   static_cast<long long>(error.retry_after()->count()));
    }
  } catch (const OAuthError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    if (error.code() == "invalid_grant") {
      std::fprintf(stderr, "Remove the token file, if any, and sign in again.\n");
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  return 1;
}
