#include "usher/client/activations.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "backoff.hpp"
#include "response.hpp"
#include "url.hpp"

namespace usher::client {
namespace {

using std::chrono::milliseconds;

constexpr const char* kService = "/API/v1.1/Rest/PublicService.svc/Console/";
constexpr milliseconds kTimeout{30'000};
constexpr milliseconds kMinTimeout{1'000};
// The upper limit of options: milliseconds::max() would overflow the clock.
constexpr milliseconds kMaxWait = std::chrono::years(50);

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

/// Returns an integer member, which the server may send as a number or as text.
std::optional<std::int64_t> integer_member(const boost::json::value& value,
                                           std::string_view member) {
  const boost::json::object* object = value.if_object();
  const boost::json::value* found = object == nullptr ? nullptr : object->if_contains(member);
  if (found == nullptr) return std::nullopt;
  if (const std::int64_t* number = found->if_int64()) return *number;
  const std::string text = string_member(value, member);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

Ticket ticket_of(const HttpRequest& request, const HttpResponse& answer) {
  const boost::json::value body = parse_service_response(request, answer);
  const auto id = integer_member(body, "Id");
  std::string hash = string_member(body, "Hash");
  if (!id || *id == 0 || hash.empty()) {
    throw ProtocolError(describe(request) + ": the response has no Id and Hash");
  }
  return {*id, std::move(hash)};
}

Status status_of(const HttpRequest& request, const HttpResponse& answer) {
  const boost::json::value body = parse_service_response(request, answer);
  const auto code = integer_member(body, "Code");
  if (!code || *code < 0 || *code > 7) {
    throw ProtocolError(describe(request) + ": the response has no Code from 0 to 7");
  }
  return {static_cast<Code>(*code), string_member(body, "Description")};
}

std::optional<Outcome::Reason> end_at(Code code) {
  switch (code) {
    case Code::processed:
      return Outcome::Reason::done;
    case Code::error:
      return Outcome::Reason::failed;
    case Code::blocked:
      return Outcome::Reason::blocked;
    default:
      return std::nullopt;
  }
}

}  // namespace

Activations::Activations(Application application, std::shared_ptr<Transport> transport,
                         std::shared_ptr<Time> time, RetryOptions retry)
    : application_{validated_base_url(application.base_url), std::move(application.client_id),
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
  request.timeout = kTimeout;
  return request;
}

Ticket Activations::activate(const Applicant& applicant) {
  const HttpRequest call = request("TrialActivation", body_of(applicant));
  Backoff backoff(retry_.initial_backoff, retry_.max_backoff, *time_);
  for (int attempt = 1;; ++attempt) {
    milliseconds pause{};
    try {
      return ticket_of(call, transport_->send(call));
    } catch (const Error& error) {
      const bool too_long =
          error.retry_after().value_or(std::chrono::seconds{}) > retry_.max_backoff;
      if (!error.temporary() || too_long || attempt >= retry_.max_attempts) throw;
      pause = backoff.next(error.retry_after());
    }
    time_->sleep(pause, {});
  }
}

Status Activations::status(const Ticket& ticket) { return request_status(ticket, kTimeout); }

Status Activations::request_status(const Ticket& ticket, milliseconds timeout) {
  HttpRequest call = request("TrialActivationStatus", body_of(ticket));
  call.timeout = timeout;
  return status_of(call, transport_->send(call));
}

Outcome Activations::wait(const Ticket& ticket, const WaitOptions& options) {
  using Reason = Outcome::Reason;
  const auto deadline = time_->now() + std::min(options.timeout, kMaxWait);
  const auto remaining = [&] {
    return std::chrono::duration_cast<milliseconds>(deadline - time_->now());
  };
  Backoff backoff(options.initial_interval, options.max_interval, *time_);
  Outcome outcome;
  const auto ended = [&](Reason reason) {
    outcome.reason = reason;
    return outcome;
  };
  for (;;) {
    std::optional<std::chrono::seconds> retry_after;
    bool changed = false;
    try {
      const Status status = request_status(ticket, std::clamp(remaining(), kMinTimeout, kTimeout));
      changed = !outcome.last || outcome.last->code != status.code;
      outcome.last = status;
      outcome.last_error.clear();
    } catch (const Error& error) {
      if (!error.temporary()) throw;
      outcome.last_error = error.what();
      retry_after = error.retry_after();
    }
    if (changed) {
      backoff.restart();
      if (options.on_change) options.on_change(*outcome.last);
      if (const auto end = end_at(outcome.last->code)) return ended(*end);
    }
    if (options.stop.stop_requested()) return ended(Reason::stopped);
    // A request before the end of Retry-After would be refused again.
    if (remaining() <= milliseconds{} || retry_after > remaining()) return ended(Reason::timed_out);
    time_->sleep(std::min(backoff.next(retry_after), remaining()), options.stop);
    if (options.stop.stop_requested()) return ended(Reason::stopped);
  }
}

}  // namespace usher::client
