/// Requests accounts and follows their activation.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "usher/client/application.hpp"
#include "usher/client/error.hpp"
#include "usher/client/time.hpp"
#include "usher/client/transport.hpp"

namespace usher::client {

/// The person who receives the account. Texts are UTF-8 without control characters; limits are in
/// characters.
struct Applicant {
  std::string name_and_surname;  ///< at most 200
  std::string company;           ///< at most 200
  std::string email;             ///< at most 254; verify it first: it receives the credentials
  std::string phone_number;      ///< at most 50
  std::string language = "EN";   ///< EN, IT, ES, FR, PT, JA or DA
  /// The applicant's IPv4 or IPv6 address; one account per address. If empty, the server uses the
  /// address of this program, which allows one applicant only. 127.0.0.1 and 192.168.0.0/16 select
  /// the sandbox, which creates nothing.
  std::string ip_address;
  bool is_usa = false;                  ///< the cost centre; false: the euro zone
  bool register_to_newsletter = false;  ///< the applicant agrees to the vendor's newsletter
  std::string referer;                  ///< host name of the requesting site; may be empty
  std::string user_agent;               ///< the applicant's browser; may be empty
};

/// Identifies an accepted activation. Store both members; the hash is a secret.
struct Ticket {
  std::int64_t id = 0;  ///< at least 1, or -1 from the sandbox
  std::string hash;
};

/// The state of an activation.
enum class Code {
  not_confirmed = 0,  ///< the applicant must confirm the address
  confirmed = 1,      ///< accepted and stored; not started
  processed = 2,      ///< done: the applicant's mail server accepted the credentials
  error = 3,          ///< the email could not be delivered; support is alerted
  manual = 4,         ///< the platform is in maintenance; resumes automatically
  in_progress = 5,    ///< being provisioned
  blocked = 6,        ///< stopped by a rule or by staff
  reelaborated = 7,   ///< resumed after 3, 4 or 6
};

/// The answer to a status request.
struct Status {
  Code code{};
  std::string description;  ///< a sentence for people
};

/// How `activate` retries temporary failures.
struct RetryOptions {
  int max_attempts = 4;  ///< at least 1, including the first
  /// The pause before the second attempt; doubles with each attempt.
  std::chrono::milliseconds initial_backoff{500};
  /// The longest pause. If the server's Retry-After exceeds it, the error is thrown without another
  /// attempt; see Error::retry_after().
  std::chrono::milliseconds max_backoff{10'000};
};

/// How `wait` polls the status.
struct WaitOptions {
  /// The total time to wait; the last request may take a second longer.
  std::chrono::milliseconds timeout{600'000};
  /// The time between the first two requests. It doubles up to `max_interval` and is reset whenever
  /// the Code changes. Each interval varies randomly by up to a fifth.
  std::chrono::milliseconds initial_interval{1'000};
  std::chrono::milliseconds max_interval{60'000};
  /// Called on the waiting thread with the first status, and whenever the Code has changed.
  std::function<void(const Status&)> on_change;
  /// Ends the wait early, including a pause between two requests.
  std::stop_token stop;
};

/// The result of `wait`.
struct Outcome {
  /// Why the wait ended.
  enum class Reason {
    done,       ///< Code 2
    failed,     ///< Code 3: the email was not delivered; the Code may still become 2
    blocked,    ///< Code 6: only the vendor's staff can resume it
    timed_out,  ///< none of these within the timeout; you may wait again
    stopped,    ///< by `WaitOptions::stop`
  };
  Reason reason{};
  std::optional<Status> last;  ///< the last received status; nullopt if no request succeeded
  std::string last_error;      ///< the error of the last request; empty if it succeeded
};

/// The provisioning calls. Thread-safe; callbacks may call it again. Calls block.
class Activations {
 public:
  /// Throws std::invalid_argument if the base URL is invalid.
  explicit Activations(Application application,
                       std::shared_ptr<Transport> transport = curl_transport(),
                       std::shared_ptr<Time> time = system_time(), RetryOptions retry = {});

  /// Requests an account. When this returns, the request is stored durably on the server. Requests
  /// are idempotent: the same applicant gets the same ticket. So this retries after failures that
  /// are `temporary()`, and you may repeat it after a crash. Throws ServiceError (400: invalid
  /// fields, all named in the text; 401: invalid credentials; 403: the address has an account, or
  /// the application may not provision yet), RateLimited, TransportError or ProtocolError.
  Ticket activate(const Applicant& applicant);

  /// Requests the status once, without retries. Throws like `activate`, with 404 for a ticket that
  /// does not belong to this application.
  Status status(const Ticket& ticket);

  /// Polls the status until the Code is 2, 3 or 6, or the wait times out. Continues after temporary
  /// failures and observes Retry-After; throws other errors like `status`. For a sandbox ticket the
  /// server returns a random Code each time.
  Outcome wait(const Ticket& ticket, const WaitOptions& options = {});

 private:
  HttpRequest request(const char* method, std::string body) const;
  Status request_status(const Ticket& ticket, std::chrono::milliseconds timeout);

  const Application application_;
  const std::shared_ptr<Transport> transport_;
  const std::shared_ptr<Time> time_;
  const RetryOptions retry_;
};

}  // namespace usher::client
