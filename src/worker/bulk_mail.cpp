#include "worker/bulk_mail.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "domain/mailing/html.hpp"
#include "domain/mailing/mail_token.hpp"
#include "worker/footer.hpp"

namespace usher::worker {
namespace {

using domain::MailTokenKind;
using service::BulkMail;
using service::CompiledMessage;

/// Returns the position of the last `</name`, ignoring case; the end if there is none.
std::size_t last_closing(const std::string& html, std::string_view name) {
  for (std::size_t at = html.rfind("</"); at != std::string::npos && at > 0;
       at = html.rfind("</", at - 1)) {
    if (ascii_iequals(std::string_view(html).substr(at + 2, name.size()), name)) return at;
  }
  return html.size();
}

/// Returns the position after the `<body>` tag; 0 if there is none.
std::size_t body_begin(const std::string& html) {
  domain::HtmlTag tag;
  for (std::size_t at = 0; domain::next_html_tag(html, at, tag); at = tag.end) {
    if (!tag.closing && ascii_iequals(tag.name, "body")) return tag.end;
  }
  return 0;
}

/// A writer of one mail.
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
    out.from_address = message_.sender_address;
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
    const domain::MergeValues values{
        mail_.to.email,    mail_.to.name,    mail_.to.fields,
        message_.defaults, unsubscribe_url_, [this](int place) { return click_url(place); }};
    mail::Content out;
    out.subject = domain::merge(message_.subject, values);
    out.html = domain::merge(message_.html.pieces, values);
    add_footer(out.html);
    out.text = domain::text_of_html(out.html);
    add_invisible_parts(out.html);
    return out;
  }

  /// Adds the pre-header, which mail programs show in lists, and the tracking pixel.
  void add_invisible_parts(std::string& html) const {
    if (!message_.pre_header.empty()) {
      html.insert(body_begin(html),
                  fmt::format("<div style=\"display:none;max-height:0;overflow:hidden\">{}</div>\n",
                              domain::escape_html(message_.pre_header)));
    }
    if (!message_.tracked) return;
    const std::string pixel = url("/t/o/", token(MailTokenKind::open)) + ".gif";
    html.insert(last_closing(html, "body"),
                fmt::format("<img src=\"{}\" width=\"1\" height=\"1\" alt=\"\">\n", pixel));
  }

  std::string click_url(int place) const {
    const service::TrackedLink& link = message_.links[static_cast<std::size_t>(place)];
    return url("/t/c/", domain::click_token(key_, identity_, link.id, link.url));
  }

  /// Adds an unsubscribe link unless the message has one.
  void add_footer(std::string& html) const {
    if (message_.html.has_unsubscribe_link) return;
    const Footer& footer = footer_in(message_.language);
    html.insert(
        last_closing(html, "body"),
        fmt::format("<p style=\"font-size:12px;color:#595959\">{} <a href=\"{}\">{}</a></p>"
                    "\n",
                    domain::escape_html(reason(footer)), unsubscribe_url_, footer.unsubscribe));
  }

  std::string reason(const Footer& footer) const {
    return std::string(footer.before_list).append(message_.list_name).append(footer.after_list);
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
