#include "main/activation_text.hpp"

#include <fmt/format.h>

namespace usher {

ActivationJson to_json(const service::ActivationDetails& details) {
  const domain::Activation& a = details.activation;
  const domain::Applicant& p = a.applicant;
  ActivationJson out;
  out.id = a.id.value;
  out.code = static_cast<int>(a.code);
  out.state = domain::name_of(a.code);
  out.name = p.name;
  out.company = p.company;
  out.email = details.address;
  out.phone = p.phone;
  out.language = domain::code_of(p.language);
  out.ip = p.ip;
  out.ip_held = a.ip_held;
  out.is_usa = p.is_usa;
  out.newsletter = p.newsletter;
  out.client_id = details.client_id;
  out.plan = details.plan;
  out.user_name = details.user_name;
  out.accepted_at = to_rfc3339(a.accepted_at);
  out.changed_at = to_rfc3339(a.changed_at);
  out.last_error = a.last_error;
  return out;
}

ChangeJson to_json(const store::history::Entry& entry) {
  ChangeJson out;
  out.activation = entry.activation.value;
  if (entry.from) out.from = static_cast<int>(*entry.from);
  out.to = static_cast<int>(entry.to);
  out.at = to_rfc3339(entry.at);
  out.who = entry.who;
  out.why = entry.why;
  return out;
}

std::string change_line(const store::history::Entry& entry) {
  const auto state = [](domain::Code code) {
    return fmt::format("{} {}", static_cast<int>(code), domain::name_of(code));
  };
  const std::string from = entry.from ? state(*entry.from) : "new";
  return fmt::format("{}  activation {:<6}  {:>14} → {:<14}  {}: {}", to_rfc3339(entry.at),
                     entry.activation.value, from, state(entry.to), entry.who, entry.why);
}

}  // namespace usher
