#include "worker/tasks.hpp"

#include <array>

#include "base/check.hpp"
#include "domain/date_text.hpp"

namespace usher::worker {
namespace {

using service::activation::About;
using service::activation::LetterOrder;

mail::Values credentials(const LetterOrder& order, const Installation& installation) {
  return {{"name", order.to_name},
          {"company", order.company},
          {"brand", order.brand},
          {"user_name", order.user_name},
          {"password", order.password.reveal()},
          {"sign_in_url",
           order.sign_in_url.empty() ? installation.public_url + "/account" : order.sign_in_url},
          {"expires", order.ends_at ? domain::long_date(order.language, *order.ends_at) : ""},
          {"support_email", installation.support_email}};
}

mail::Values confirmation(const LetterOrder& order, const Installation& installation) {
  return {
      {"name", order.to_name},
      {"company", order.company},
      {"brand", order.brand},
      {"confirm_url", installation.public_url + "/account/confirm/" + order.confirm_token.reveal()},
      {"expires", domain::long_date(order.language, *order.ends_at)},
      {"support_email", installation.support_email}};
}

mail::Values reset(const LetterOrder& order, const Installation& installation) {
  return {{"name", order.to_name},
          {"company", order.company},
          {"brand", order.brand},
          {"user_name", order.user_name},
          {"reset_url", installation.public_url + "/account/reset/" + order.reset_token.reveal()},
          {"support_email", installation.support_email}};
}

mail::Values moved(const LetterOrder& order, const Installation& installation) {
  return {{"name", order.to_name},
          {"company", order.company},
          {"brand", order.brand},
          {"user_name", order.user_name},
          {"support_email", installation.support_email}};
}

mail::Values alert(const LetterOrder& order, const Installation& installation) {
  return {{"count", std::to_string(order.alert_count)},
          {"items", order.alert_lines},
          {"plural", order.alert_count > 1 ? "yes" : ""},
          {"console_hint", "usher alerts"},
          {"installation", installation.public_url}};
}

/// Everything that a letter can be about.
struct Kind {
  About about;
  mail::Occasion occasion;
  mail::Values (*values)(const LetterOrder&, const Installation&);
};

constexpr std::array kKinds = {
    Kind{About::credentials, mail::Occasion::credentials, credentials},
    Kind{About::confirmation, mail::Occasion::confirm, confirmation},
    Kind{About::reset, mail::Occasion::reset, reset},
    Kind{About::moved, mail::Occasion::moved, moved},
    Kind{About::alert, mail::Occasion::alert, alert},
};

const Kind& row_of(About about) {
  for (const Kind& row : kKinds) {
    if (row.about == about) return row;
  }
  CHECK(false);
  return kKinds.front();
}

}  // namespace

Prepared prepare(const service::activation::Work& work, const Installation& installation,
                 const mail::Templates& templates) {
  const LetterOrder& order = work.letter;
  const Kind& kind = row_of(order.about);
  mail::Mailbox from = mail::parse_mailbox(order.sender.empty() ? installation.from : order.sender);
  mail::Letter letter;
  letter.from_name = from.name;
  letter.from_address = from.address;
  letter.to_name = order.to_name;
  letter.to_address = order.about == About::alert ? installation.support_email : order.to_address;
  letter.language = order.language;
  letter.message_id =
      order.message_id_part + "@" + from.address.substr(from.address.rfind('@') + 1);
  letter.date = order.date;
  letter.content = templates.fill(kind.occasion, order.language, kind.values(order, installation));
  return {{letter.from_address, letter.to_address}, mail::to_mail(letter)};
}

domain::LetterResult result_of(mail::Outcome outcome) {
  switch (outcome) {
    case mail::Outcome::accepted:
      return domain::LetterResult::accepted;
    case mail::Outcome::refused:
      return domain::LetterResult::refused;
    case mail::Outcome::rejected:
      return domain::LetterResult::rejected;
    case mail::Outcome::temporary:
      return domain::LetterResult::temporary;
    case mail::Outcome::relay_down:
      return domain::LetterResult::not_tried;
  }
  CHECK(false);
  return domain::LetterResult::not_tried;
}

}  // namespace usher::worker
