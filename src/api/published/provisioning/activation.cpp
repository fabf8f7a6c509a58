#include "api/published/provisioning/activation.hpp"

#include <fmt/format.h>

#include "api/ask.hpp"
#include "api/reply.hpp"
#include "api/wire/read.hpp"

namespace usher::api::public_ {
namespace {

using http::Format;
using service::ActivationProof;

// The members have the names and the alphabetical order of the wire.
struct TrialActivation {
  std::optional<std::string> Company;
  std::optional<std::string> Email;
  std::optional<std::string> IpAddress;
  std::optional<bool> IsUSA;
  std::optional<std::string> Language;
  std::optional<std::string> NameAndSurname;
  std::optional<std::string> PhoneNumber;
  std::optional<std::string> Referer;
  std::optional<bool> RegisterToNewsletter;
  std::optional<std::string> UserAgent;
};
BOOST_DESCRIBE_STRUCT(TrialActivation, (),
                      (Company, Email, IpAddress, IsUSA, Language, NameAndSurname, PhoneNumber,
                       Referer, RegisterToNewsletter, UserAgent))

struct TrialActivationResponse {
  std::string Hash;
  std::int64_t Id = 0;
};
BOOST_DESCRIBE_STRUCT(TrialActivationResponse, (), (Hash, Id))

struct TrialActivationStatus {
  std::optional<std::string> Hash;
  std::optional<std::int64_t> Id;
};
BOOST_DESCRIBE_STRUCT(TrialActivationStatus, (), (Hash, Id))

struct TrialActivationStatusResponse {
  std::int64_t Code = 0;
  std::string Description;
};
BOOST_DESCRIBE_STRUCT(TrialActivationStatusResponse, (), (Code, Description))

Result<wire::Node> parse_object(const http::Request& request) {
  if (request.body.empty()) return Error{Errc::invalid, "The request has no body."};
  const Format format = http::request_format(request.header("Content-Type"));
  Result<wire::Node> node = wire::parse(format, request.body);
  if (node && node->kind != wire::Node::Kind::object) {
    return Error{Errc::invalid, "The body must be one object."};
  }
  return node;
}

Result<domain::Applicant> read_applicant(const http::Request& request,
                                         const domain::TrialRules& rules) {
  const Result<wire::Node> node = parse_object(request);
  if (!node) return node.error();
  std::vector<domain::FieldProblem> problems;
  TrialActivation in = wire::read<TrialActivation>(*node, problems);
  domain::TrialRequest trial;
  trial.company = std::move(in.Company);
  trial.email = std::move(in.Email);
  trial.ip_address = std::move(in.IpAddress);
  trial.is_usa = in.IsUSA;
  trial.language = std::move(in.Language);
  trial.name_and_surname = std::move(in.NameAndSurname);
  trial.phone_number = std::move(in.PhoneNumber);
  trial.referer = std::move(in.Referer);
  trial.register_to_newsletter = in.RegisterToNewsletter;
  trial.user_agent = std::move(in.UserAgent);
  return domain::check(trial, rules, problems);
}

Result<ActivationProof> read_proof(const http::Request& request) {
  const Result<wire::Node> node = parse_object(request);
  if (!node) return node.error();
  std::vector<domain::FieldProblem> problems;
  TrialActivationStatus in = wire::read<TrialActivationStatus>(*node, problems);
  const bool id_named = !problems.empty() && problems.back().field == "Id";
  if (!in.Id && !id_named) problems.push_back({"Id", "is missing"});
  if (in.Id && (*in.Id == 0 || *in.Id < service::kSandboxId)) {
    problems.push_back({"Id", "must be an Id that TrialActivation has answered"});
  }
  if (!problems.empty()) return wire::unreadable(problems);
  // A missing Hash gets the response to a wrong Hash.
  return ActivationProof{*in.Id, in.Hash.value_or("")};
}

}  // namespace

http::Task<http::Response> ActivationRoutes::submit(const http::Request& request) {
  const Format format = http::response_format(request.header("Accept"));
  const std::string caller = caller_ip(request, proxies_);
  Result<domain::Applicant> applicant = read_applicant(request, {caller, allow_private_ips_});
  const bool own_ip = applicant && applicant->own_ip;
  service::NewActivation input{basic_credentials(request), std::move(applicant), {clock_.steady()}};
  const auto accepted =
      co_await ask<&service::submit_activations>(store_, tools_, std::move(input));
  if (accepted) {
    const TrialActivationResponse out{accepted->hash, accepted->id};
    co_return reply(format, out, "TrialActivationResponse");
  }
  Error error = accepted.error();
  if (error.code == Errc::forbidden && own_ip && !error.message.starts_with("Authorization")) {
    error.message += " (IpAddress was left out, so the caller's own address counted.)";
  }
  co_return error_response(format, error);
}

http::Task<http::Response> ActivationRoutes::status(const http::Request& request) {
  const Format format = http::response_format(request.header("Accept"));
  service::StatusRequest input{basic_credentials(request), read_proof(request), {clock_.steady()}};
  const auto code =
      co_await ask<&service::read_activation_statuses>(store_, tools_, std::move(input));
  if (!code) co_return error_response(format, code.error());
  const TrialActivationStatusResponse out{static_cast<int>(*code),
                                          std::string(domain::description_of(*code))};
  co_return reply(format, out, "TrialActivationStatusResponse");
}

}  // namespace usher::api::public_
