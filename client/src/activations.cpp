#include "usher/client/activations.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "address.hpp"
#include "answer.hpp"
#include "pauses.hpp"

namespace usher::client {
namespace {

using std::chrono::milliseconds;

constexpr const char* kService = "/API/v1.1/Rest/PublicService.svc/Console/";
constexpr milliseconds kTimeLimit{30'000};
constexpr milliseconds kShortestLimit{1'000};
// "For ever" as milliseconds::max() would overflow the clock.
constexpr milliseconds kLongestWait = std::chrono::years(50);

std::string body_of(const Applicant& applicant) {
  boost::json::object body;
  body["NameAndSurname"] = applicant.name_and_surname;
  body["Company"] = applicant.company;
  body["Email"] = applicant.email;
  body["PhoneNumber"] = applicant.phone_number;
  body["Language"] = applicant.language;
  body["IpAddress"] = applicant.ip_address;
  body["IsUSA"] = applicant.is_usa;
  body["RegisterToNewsletter"] = applicant.register_to_newsletter;
  if (!applicant.referer.empty()) body["Referer"] = applicant.referer;
  if (!applicant.user_agent.empty()) body["UserAgent"] = applicant.user_agent;
  return boost::json::serialize(body);
}

std::string body_of(const Ticket& ticket) {
  boost::json::object body;
  body["Id"] = ticket.id;
  body["Hash"] = ticket.hash;
  return boost::json::serialize(body);
}

/// A number, or a text that is one: both are on the wire.
std::optional<std::int64_t> number_of(const boost::json::value& value, std::string_view member) {
  const boost::json::object* object = value.if_object();
  const boost::json::value* found = object == nullptr ? nullptr : object->if_contains(member);
  if (found == nullptr) return std::nullopt;
  if (const std::int64_t* number = found->if_int64()) return *number;
  const std::string text = text_of(value, member);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

Ticket ticket_of(const HttpRequest& request, const HttpResponse& answer) {
  const boost::json::value body = service_answer(request, answer);
  const auto id = number_of(body, "Id");
  std::string hash = text_of(body, "Hash");
  if (!id || *id == 0 || hash.empty()) {
    throw ProtocolError(named(request) + ": the answer has no Id and Hash");
  }
  return {*id, std::move(hash)};
}

Status status_of(const HttpRequest& request, const HttpResponse& answer) {
  const boost::json::value body = service_answer(request, answer);
  const auto code = number_of(body, "Code");
  if (!code || *code < 0 || *code > 7) {
    throw ProtocolError(named(request) + ": the answer has no Code from 0 to 7");
  }
  return {static_cast<Code>(*code), text_of(body, "Description")};
}

std::optional<Outcome::Ended> end_at(Code code) {
  switch (code) {
    case Code::processed:
      return Outcome::Ended::done;
    case Code::error:
      return Outcome::Ended::failed;
    case Code::blocked:
      return Outcome::Ended::blocked;
    default:
      return std::nullopt;
  }
}

}  // namespace

Activations::Activations(Application application, std::shared_ptr<Transport> transport,
                         std::shared_ptr<Time> time, RetryOptions retry)
    : application_{checked_base(application.base_url), std::move(application.client_id),
                   std::move(application.client_secret)},
      transport_(std::move(transport)),
      time_(std::move(time)),
      retry_(retry) {}

HttpRequest Activations::request(const char* method, std::string body) const {
  HttpRequest request;
  request.method = "POST";
  request.url = application_.base_url + kService + method;
  request.body = std::move(body);
  request.user = application_.client_id;
  request.password = application_.client_secret;
  request.time_limit = kTimeLimit;
  return request;
}

Ticket Activations::activate(const Applicant& applicant) {
  const HttpRequest asking = request("TrialActivation", body_of(applicant));
  Pauses pauses(retry_.first_pause, retry_.longest_pause, *time_);
  for (int attempt = 1;; ++attempt) {
    milliseconds pause{};
    try {
      return ticket_of(asking, transport_->send(asking));
    } catch (const Error& error) {
      const bool too_long =
          error.retry_after().value_or(std::chrono::seconds{}) > retry_.longest_pause;
      if (!error.temporary() || too_long || attempt >= retry_.attempts) throw;
      pause = pauses.next(error.retry_after());
    }
    time_->sleep(pause, {});
  }
}

Status Activations::status(const Ticket& ticket) { return ask(ticket, kTimeLimit); }

Status Activations::ask(const Ticket& ticket, milliseconds time_limit) {
  HttpRequest asking = request("TrialActivationStatus", body_of(ticket));
  asking.time_limit = time_limit;
  return status_of(asking, transport_->send(asking));
}

Outcome Activations::wait(const Ticket& ticket, const WaitOptions& options) {
  using Ended = Outcome::Ended;
  const auto deadline = time_->now() + std::min(options.deadline, kLongestWait);
  const auto left = [&] {
    return std::chrono::duration_cast<milliseconds>(deadline - time_->now());
  };
  Pauses pauses(options.first_pause, options.longest_pause, *time_);
  Outcome outcome;
  const auto ended = [&](Ended how) {
    outcome.ended = how;
    return outcome;
  };
  for (;;) {
    std::optional<std::chrono::seconds> asked_for;
    bool news = false;
    try {
      const Status status = ask(ticket, std::clamp(left(), kShortestLimit, kTimeLimit));
      news = !outcome.last || outcome.last->code != status.code;
      outcome.last = status;
      outcome.trouble.clear();
    } catch (const Error& error) {
      if (!error.temporary()) throw;
      outcome.trouble = error.what();
      asked_for = error.retry_after();
    }
    if (news) {
      pauses.restart();
      if (options.on_change) options.on_change(*outcome.last);
      if (const auto end = end_at(outcome.last->code)) return ended(*end);
    }
    if (options.stop.stop_requested()) return ended(Ended::stopped);
    // Asking before the server wants it would be answered by another refusal.
    if (left() <= milliseconds{} || asked_for > left()) return ended(Ended::deadline);
    time_->sleep(std::min(pauses.next(asked_for), left()), options.stop);
    if (options.stop.stop_requested()) return ended(Ended::stopped);
  }
}

}  // namespace usher::client
