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
using service::sending::CompiledMessage;
using service::sending::Mail;

/// Where `</name` stands last, in any case; the end when it does not.
std::size_t last_closing(const std::string& html, std::string_view name) {
  for (std::size_t at = html.rfind("</"); at != std::string::npos && at > 0;
       at = html.rfind("</", at - 1)) {
    if (ascii_iequals(std::string_view(html).substr(at + 2, name.size()), name)) return at;
  }
  return html.size();
}

/// Behind the tag that opens the body; the beginning when there is none.
std::size_t body_begin(const std::string& html) {
  domain::HtmlTag tag;
  for (std::size_t at = 0; domain::next_html_tag(html, at, tag); at = tag.end) {
    if (!tag.closing && ascii_iequals(tag.name, "body")) return tag.end;
  }
  return 0;
}

/// Everything that is made for one mail.
class Writer {
 public:
  Writer(const Mail& mail, const MailTools& tools)
      : mail_(mail),
        issue_(*mail.issue),
        tools_(tools),
        key_(tools.keys.newest()),
        token_mail_{mail.held.sending, mail.held.recipient, mail.to.email_key},
        unsubscribe_url_(url("/unsubscribe/", token(MailTokenKind::unsubscribe))) {}

  Prepared write() {
    mail::Mail out;
    out.from_name = issue_.sender_name;
    out.from_address = issue_.sender_address;
    if (out.from_address.empty()) out.from_address = mail::parse_mailbox(tools_.from).address;
    out.to_name = mail_.to.name;
    out.to_address = mail_.to.email;
    out.language = issue_.language;
    out.date = mail_.date;
    const std::string id = token(MailTokenKind::message_id);
    out.message_id = id + "@" + out.from_address.substr(out.from_address.rfind('@') + 1);
    if (issue_.confirmation) {
      out.content = confirmation();
    } else {
      out.content = message();
      out.list = mail::ListFields{list_id(), issue_.list_name, unsubscribe_url_};
      out.attachments = &issue_.attachments;
      out.images = &issue_.images;
    }
    return {{envelope_sender(out.from_address, id), out.to_address},
            mail::rfc5322_bytes(out),
            !tools_.bounce_address.empty()};
  }

 private:
  std::string token(MailTokenKind kind) const {
    return domain::mail_token(key_, kind, token_mail_);
  }
  std::string url(std::string_view path, const std::string& token) const {
    return tools_.public_url + std::string(path) + token;
  }

  mail::Content confirmation() const {
    return tools_.templates.fill(
        mail::MailTemplate::subscription, issue_.language,
        {{"name", mail_.to.name},
         {"list", issue_.list_name},
         {"company", issue_.company},
         {"confirm_url", url("/subscription/confirm/", token(MailTokenKind::confirm))}});
  }

  mail::Content message() const {
    const domain::MergeValues values{
        mail_.to.email,  mail_.to.name,    mail_.to.fields,
        issue_.defaults, unsubscribe_url_, [this](int place) { return click_url(place); }};
    mail::Content out;
    out.subject = domain::merge(issue_.subject, values);
    out.html = domain::merge(issue_.html.pieces, values);
    complete(out.html);
    out.text = domain::text_of_html(out.html);
    add_unseen(out.html);
    return out;
  }

  /// What a reader's list of mails shows, and what tells that the mail was opened.
  void add_unseen(std::string& html) const {
    if (!issue_.pre_header.empty()) {
      html.insert(body_begin(html),
                  fmt::format("<div style=\"display:none;max-height:0;overflow:hidden\">{}</div>\n",
                              domain::escape_html(issue_.pre_header)));
    }
    if (!issue_.tracked) return;
    const std::string pixel = url("/t/o/", token(MailTokenKind::open)) + ".gif";
    html.insert(last_closing(html, "body"),
                fmt::format("<img src=\"{}\" width=\"1\" height=\"1\" alt=\"\">\n", pixel));
  }

  std::string click_url(int place) const {
    const service::sending::Link& link = issue_.links[static_cast<std::size_t>(place)];
    return url("/t/c/", domain::click_token(key_, token_mail_, link.id, link.url));
  }

  /// With a way out of the list.
  void complete(std::string& html) const {
    if (issue_.html.says_unsubscribe) return;
    const Footer& footer = footer_in(issue_.language);
    html.insert(
        last_closing(html, "body"),
        fmt::format("<p style=\"font-size:12px;color:#595959\">{} <a href=\"{}\">{}</a></p>"
                    "\n",
                    domain::escape_html(why(footer)), unsubscribe_url_, footer.unsubscribe));
  }

  std::string why(const Footer& footer) const {
    return std::string(footer.before_list).append(issue_.list_name).append(footer.after_list);
  }

  std::string list_id() const {
    std::string_view host = tools_.public_url;
    host.remove_prefix(std::min(host.find("://") + 3, host.size()));
    host = host.substr(0, host.find_first_of(":/"));
    return fmt::format("{}.{}.lists.{}", issue_.list, issue_.account.value, host);
  }

  std::string envelope_sender(const std::string& from, const std::string& token) const {
    const std::string& address = tools_.bounce_address;
    if (address.empty()) return from;
    const std::size_t at = address.rfind('@');
    return address.substr(0, at) + "+" + token + address.substr(at);
  }

  const Mail& mail_;
  const CompiledMessage& issue_;
  const MailTools& tools_;
  const Key& key_;
  const domain::MailIdentity token_mail_;
  const std::string unsubscribe_url_;
};

}  // namespace

Prepared prepare(const Mail& mail, const MailTools& tools) { return Writer(mail, tools).write(); }

}  // namespace usher::worker
