#include "worker/bulk_mail.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/mailing/mail_token.hpp"

namespace usher::worker {
namespace {

using domain::MailTokenKind;
using service::BulkMail;
using service::CompiledMessage;

/// Writes one mail.
class BulkMailWriter {
 public:
  BulkMailWriter(const BulkMail& mail, const BulkMailTools& tools)
      : mail_(mail),
        message_(*mail.message),
        tools_(tools),
        key_(tools.keys.newest()),
        identity_{mail.lease.sending, mail.lease.recipient, mail.to.email_key},
        unsubscribe_url_(url("/unsubscribe/", token(MailTokenKind::unsubscribe))) {}

  PreparedMail write() {
    mail::Mail out;
    out.from_name = message_.sender_name;
    out.from_address = message_.from_address;
    if (message_.from_address != message_.sender_address) out.reply_to = message_.sender_address;
    if (out.from_address.empty()) out.from_address = mail::parse_mailbox(tools_.from).address;
    out.to_name = mail_.to.name;
    out.to_address = mail_.to.email;
    out.language = message_.language;
    out.date = mail_.date;
    const std::string id = token(MailTokenKind::message_id);
    out.message_id = id + "@" + out.from_address.substr(out.from_address.rfind('@') + 1);
    if (message_.confirmation) {
      out.content = confirmation();
    } else {
      out.content = newsletter();
      out.list = mail::ListFields{list_id(), message_.list_name, unsubscribe_url_};
      out.attachments = &message_.attachments;
      out.images = &message_.images;
    }
    return {{envelope_sender(out.from_address, id), out.to_address},
            mail::rfc5322_bytes(out),
            !tools_.bounce_address.empty()};
  }

 private:
  std::string token(MailTokenKind kind) const { return domain::mail_token(key_, kind, identity_); }
  std::string url(std::string_view path, const std::string& token) const {
    return tools_.public_url + std::string(path) + token;
  }

  mail::Content confirmation() const {
    return tools_.templates.fill(
        mail::MailTemplate::subscription, message_.language,
        {{"name", mail_.to.name},
         {"list", message_.list_name},
         {"company", message_.company},
         {"confirm_url", url("/subscription/confirm/", token(MailTokenKind::confirm))}});
  }

  mail::Content newsletter() const {
    const std::string pixel_url = url("/t/o/", token(MailTokenKind::open)) + ".gif";
    const domain::MergeValues values{mail_.to.email,
                                     mail_.to.name,
                                     mail_.to.fields,
                                     message_.defaults,
                                     unsubscribe_url_,
                                     pixel_url,
                                     [this](int place) { return click_url(place); }};
    return {domain::merge(message_.content.subject, values),
            domain::merge_text_part(message_.content.text, values),
            domain::merge(message_.content.html, values)};
  }

  std::string click_url(int place) const {
    const service::TrackedLink& link = message_.links[static_cast<std::size_t>(place)];
    return url("/t/c/", domain::click_token(key_, identity_, link.id, link.url));
  }

  std::string list_id() const {
    std::string_view host = tools_.public_url;
    host.remove_prefix(std::min(host.find("://") + 3, host.size()));
    host = host.substr(0, host.find_first_of(":/"));
    return fmt::format("{}.{}.lists.{}", message_.list, message_.account.value, host);
  }

  std::string envelope_sender(const std::string& from, const std::string& token) const {
    const std::string& address = tools_.bounce_address;
    if (address.empty()) return from;
    const std::size_t at = address.rfind('@');
    return address.substr(0, at) + "+" + token + address.substr(at);
  }

  const BulkMail& mail_;
  const CompiledMessage& message_;
  const BulkMailTools& tools_;
  const Key& key_;
  const domain::MailIdentity identity_;
  const std::string unsubscribe_url_;
};

}  // namespace

PreparedMail prepare(const BulkMail& mail, const BulkMailTools& tools) {
  return BulkMailWriter(mail, tools).write();
}

}  // namespace usher::worker
