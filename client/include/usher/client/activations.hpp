/// Asks for accounts and follows how they come to be.
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

/// Who gets the account. Texts are UTF-8 without control characters; limits count characters.
struct Applicant {
  std::string name_and_surname;  ///< at most 200
  std::string company;           ///< at most 200
  std::string email;             ///< at most 254; verified by you: the credentials go there
  std::string phone_number;      ///< at most 50
  std::string language = "EN";   ///< EN, IT, ES, FR, PT, JA or DA
  /// The applicant's own, IPv4 or IPv6; one account for each. Empty: the server takes yours
  /// instead, which only one applicant can have. 127.0.0.1 and 192.168.0.0/16 are the sandbox.
  std::string ip_address;
  bool is_usa = false;                  ///< the cost centre: false for the euro zone
  bool register_to_newsletter = false;  ///< the applicant agrees to the vendor's newsletter
  std::string referer;                  ///< host name of the requesting machine; may be empty
  std::string user_agent;               ///< the applicant's browser; may be empty
};

/// What an accepted activation is asked after with. Keep both; the hash is nobody else's business.
struct Ticket {
  std::int64_t id = 0;  ///< 1 and up, or -1 from the sandbox
  std::string hash;
};

enum class Code {
  not_confirmed = 0,  ///< waits for the applicant to confirm the address
  confirmed = 1,      ///< accepted and durable; about to start
  processed = 2,      ///< done: the credentials are with the applicant's mail server
  error = 3,          ///< the mail could not be delivered; support has been told
  manual = 4,         ///< the platform is in maintenance; goes on by itself
  in_progress = 5,    ///< being provisioned
  blocked = 6,        ///< stopped by a rule or by staff
  reelaborated = 7,   ///< taken up again after 3, 4 or 6
};

struct Status {
  Code code{};
  std::string description;  ///< a sentence for people
};

/// How often a call is repeated whose answer did not come.
struct RetryOptions {
  int attempts = 4;  ///< 1 and up, the first one included
  /// Doubles with each attempt.
  std::chrono::milliseconds first_pause{500};
  /// Of a pause. A server that asks for a longer one gets no other attempt: the error says how
  /// long.
  std::chrono::milliseconds longest_pause{10'000};
};

struct WaitOptions {
  /// How long to wait altogether; the last question may take a second more.
  std::chrono::milliseconds deadline{600'000};
  /// The second question comes after this; then it doubles up to `longest_pause`, and starts anew
  /// whenever the Code changes. Each pause is up to a fifth longer or shorter, by chance.
  std::chrono::milliseconds first_pause{1'000};
  std::chrono::milliseconds longest_pause{60'000};
  /// Called with the first status and with every other Code, on the waiting thread.
  std::function<void(const Status&)> on_change;
  /// Ends the waiting early, a pause at once.
  std::stop_token stop;
};

struct Outcome {
  enum class Ended {
    done,      ///< Code 2
    failed,    ///< Code 3: tell the user that there was a problem; it may still become 2
    blocked,   ///< Code 6: only the vendor's staff can take it up again
    deadline,  ///< none of these in time; wait for it again whenever you like
    stopped,   ///< by `WaitOptions::stop`
  };
  Ended ended{};
  std::optional<Status> last;  ///< what is known; nothing when no question was answered
  std::string trouble;         ///< what went wrong with the last question, if something did
};

/// Thread-safe. Callbacks may call it again.
class Activations {
 public:
  /// Throws std::invalid_argument when the base URL is none.
  explicit Activations(Application application,
                       std::shared_ptr<Transport> transport = curl_transport(),
                       std::shared_ptr<Time> time = system_time(), RetryOptions retry = {});

  /// Asks for an account. When this returns the request is on the server's disk. By contract the
  /// same request may be sent again and gets the same ticket; so this repeats it after failures
  /// that are `temporary()`, and so may you after a crash. Throws ServiceError (400: the text names
  /// every wrong field; 401: your keys; 403: the address has an account, or you may not provision
  /// yet), RateLimited, TransportError, ProtocolError.
  Ticket activate(const Applicant& applicant);

  /// Asks once, without repeating. Throws as `activate`; 404 when there is no such ticket of yours.
  Status status(const Ticket& ticket);

  /// Asks until the activation has ended one way or the other. Temporary failures do not end it; a
  /// Retry-After is kept to. Other errors are thrown as by `status`. A sandbox ticket has another
  /// Code with each question and ends as soon as one of them is 2, 3 or 6.
  Outcome wait(const Ticket& ticket, const WaitOptions& options = {});

 private:
  HttpRequest request(const char* method, std::string body) const;
  Status ask(const Ticket& ticket, std::chrono::milliseconds time_limit);

  const Application application_;
  const std::shared_ptr<Transport> transport_;
  const std::shared_ptr<Time> time_;
  const RetryOptions retry_;
};

}  // namespace usher::client
