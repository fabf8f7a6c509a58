#include "api/published/provisioning/activation.hpp"

#include <fmt/format.h>

#include "api/ask.hpp"
#include "api/reply.hpp"
#include "api/wire/read.hpp"

namespace usher::api::public_ {
namespace {

using http::Format;
using service::activation::Status;
using service::activation::Submit;

// The wire's own names, in the wire's own order (alphabetical).
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

struct TrialActivationAnswer {
  std::string Hash;
  std::int64_t Id = 0;
};
BOOST_DESCRIBE_STRUCT(TrialActivationAnswer, (), (Hash, Id))

struct StatusRequest {
  std::optional<std::string> Hash;
  std::optional<std::int64_t> Id;
};
BOOST_DESCRIBE_STRUCT(StatusRequest, (), (Hash, Id))

struct StatusAnswer {
  std::int64_t Code = 0;
  std::string Description;
};
BOOST_DESCRIBE_STRUCT(StatusAnswer, (), (Code, Description))

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
  domain::TrialRequest asked;
  asked.company = std::move(in.Company);
  asked.email = std::move(in.Email);
  asked.ip_address = std::move(in.IpAddress);
  asked.is_usa = in.IsUSA;
  asked.language = std::move(in.Language);
  asked.name_and_surname = std::move(in.NameAndSurname);
  asked.phone_number = std::move(in.PhoneNumber);
  asked.referer = std::move(in.Referer);
  asked.register_to_newsletter = in.RegisterToNewsletter;
  asked.user_agent = std::move(in.UserAgent);
  return domain::check(asked, rules, problems);
}

Result<Status::Query> read_query(const http::Request& request) {
  const Result<wire::Node> node = parse_object(request);
  if (!node) return node.error();
  std::vector<domain::FieldProblem> problems;
  StatusRequest in = wire::read<StatusRequest>(*node, problems);
  const bool id_named = !problems.empty() && problems.back().field == "Id";
  if (!in.Id && !id_named) problems.push_back({"Id", "is missing"});
  if (in.Id && (*in.Id == 0 || *in.Id < service::activation::kFakeId)) {
    problems.push_back({"Id", "must be an Id that TrialActivation has answered"});
  }
  if (!problems.empty()) return wire::unreadable(problems);
  // A Hash that was left out proves nothing: it is answered like a wrong one.
  return Status::Query{*in.Id, in.Hash.value_or("")};
}

}  // namespace

http::Task<http::Response> ActivationRoutes::submit(const http::Request& request) {
  const Format format = http::response_format(request.header("Accept"));
  const std::string caller = caller_ip(request, proxies_);
  Result<domain::Applicant> applicant = read_applicant(request, {caller, allow_private_ips_});
  const bool own_ip = applicant && applicant->own_ip;
  Submit::Input input{basic_credentials(request), std::move(applicant), {clock_.steady()}};
  Submit::Output answer = co_await ask(submit_, std::move(input));
  if (answer) {
    const TrialActivationAnswer out{answer->hash, answer->id};
    co_return reply(format, out, "TrialActivationResponse");
  }
  Error error = answer.error();
  if (error.code == Errc::forbidden && own_ip && !error.message.starts_with("Authorization")) {
    error.message += " (IpAddress was left out, so the caller's own address counted.)";
  }
  co_return error_reply(format, error);
}

http::Task<http::Response> ActivationRoutes::status(const http::Request& request) {
  const Format format = http::response_format(request.header("Accept"));
  Status::Input input{basic_credentials(request), read_query(request), {clock_.steady()}};
  const Status::Output answer = co_await ask(status_, std::move(input));
  if (!answer) co_return error_reply(format, answer.error());
  const StatusAnswer out{static_cast<int>(*answer), std::string(domain::description_of(*answer))};
  co_return reply(format, out, "TrialActivationStatusResponse");
}

}  // namespace usher::api::public_
