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

/// The person who receives the account. Texts are UTF-8 without control characters.
struct Applicant {
  std::string name_and_surname;  ///< at most 200 characters
  std::string company;           ///< at most 200 characters
  std::string
      email;  ///< at most 254 characters; receives the credentials, so verify the address first
  std::string phone_number;     ///< at most 50 characters
  std::string language = "EN";  ///< one of EN, IT, ES, FR, PT, JA and DA
  /// The applicant's IPv4 or IPv6 address; one account per address. If empty, the server uses the
  /// address of this program, which allows one applicant only. 127.0.0.1 and 192.168.0.0/16 select
  /// the sandbox, which creates nothing.
  std::string ip_address;
  bool is_usa = false;  ///< selects the cost centre: the USA if true, otherwise the euro zone
  bool register_to_newsletter = false;  ///< the applicant agrees to the vendor's newsletter
  std::string referer;                  ///< the host name of the requesting site; may be empty
  std::string user_agent;               ///< the applicant's browser; may be empty
};

/// The identification of an accepted activation. Store both members; the hash is a secret.
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

/// Options of the retries of `activate` after temporary failures.
struct RetryOptions {
  int max_attempts = 4;  ///< at least 1; includes the first attempt
  /// The pause before the second attempt; doubles with each attempt.
  std::chrono::milliseconds initial_backoff{500};
  /// The longest pause. If the server's Retry-After exceeds it, the error is thrown without another
  /// attempt; see Error::retry_after().
  std::chrono::milliseconds max_backoff{10'000};
};

/// Options of the polling of `wait`.
struct WaitOptions {
  /// The total time to wait; the last request may take a second longer.
  std::chrono::milliseconds timeout{600'000};
  /// The time between the first two requests. It doubles up to `max_interval` and is reset whenever
  /// the Code changes. Each interval varies randomly by up to a fifth.
  std::chrono::milliseconds initial_interval{1'000};
  std::chrono::milliseconds max_interval{60'000};
  /// The callback for the first status and for each change of the Code. It is called on the waiting
  /// thread.
  std::function<void(const Status&)> on_change;
  /// A request to stop ends the wait early, including a pause between two requests.
  std::stop_token stop;
};

/// The result of `wait`.
struct Outcome {
  /// The reason for the end of the wait.
  enum class Reason {
    done,       ///< the Code is 2
    failed,     ///< the Code is 3: the email was not delivered; the Code may still become 2
    blocked,    ///< the Code is 6: only the vendor's staff can resume the activation
    timed_out,  ///< the timeout expired without one of these Codes; you may wait again
    stopped,    ///< `WaitOptions::stop` was requested
  };
  Reason reason{};
  std::optional<Status> last;  ///< the last received status; nullopt if no request succeeded
  std::string last_error;      ///< the error of the last request; empty if it succeeded
};

/// The provisioning calls. Thread-safe; callbacks may call member functions. Calls block.
class Activations {
 public:
  /// Throws std::invalid_argument if the base URL is invalid.
  explicit Activations(Application application,
                       std::shared_ptr<Transport> transport = curl_transport(),
                       std::shared_ptr<Time> time = system_time(), RetryOptions retry = {});

  /// Requests an account. The request is stored durably on the server when the call returns.
  /// Requests are idempotent: the same applicant gets the same ticket. Therefore the call retries
  /// after failures that are `temporary()`, and you may repeat it after a crash. Throws
  /// ServiceError (400: invalid fields, all named in the text; 401: invalid credentials; 403: the
  /// address has an account, or the application may not provision yet), RateLimited, TransportError
  /// or ProtocolError.
  Ticket activate(const Applicant& applicant);

  /// Requests the status once, without retries. Throws the exceptions of `activate`, and
  /// ServiceError (404) if the ticket does not belong to this application.
  Status status(const Ticket& ticket);

  /// Polls the status until the Code is 2, 3 or 6, or the wait times out. Continues after temporary
  /// failures and observes Retry-After; throws the other exceptions of `status`. For a sandbox
  /// ticket the server returns a random Code each time.
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
