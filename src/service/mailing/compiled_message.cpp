#include "service/mailing/compiled_message.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/text.hpp"
#include "domain/email.hpp"
#include "domain/mailing/embed.hpp"
#include "store/mailing/image.hpp"
#include "store/mailing/mail_content.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/mailing/message.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::Sending;
using store::WriteTx;

/// The maximum number of images embedded in one mail. Further images remain links.
constexpr std::size_t kMaxEmbeddedImages = 20;
constexpr std::size_t kMaxEmbeddedBytes = 2 * 1024 * 1024;
/// The header fields and values of a mail in flight.
constexpr std::size_t kMailOverhead = 32 * 1024;

void resolve_sender(WriteTx& tx, const domain::Plan& plan, const Account& account,
                    const std::string& from, Sending& sending) {
  const auto of_list = store::mail_content::sender(tx, plan, account, sending.list);
  const mail::Mailbox fallback = mail::parse_mailbox(plan.sender.empty() ? from : plan.sender);
  if (sending.sender_address.empty() && domain::parse_email(of_list.address)) {
    sending.sender_address = of_list.address;
  }
  if (sending.sender_address.empty()) sending.sender_address = fallback.address;
  if (sending.sender_name.empty()) sending.sender_name = of_list.name;
  if (sending.sender_name.empty()) sending.sender_name = fallback.name;
}

/// Returns whether the account may send from the address: its own mailbox, to which the credentials
/// went, or the domain of the plan's sender.
bool may_send_from(const Account& account, std::string_view plan_sender, std::string_view address) {
  const auto domain_of = [](std::string_view text) { return text.substr(text.rfind('@') + 1); };
  return ascii_iequals(address, account.address) ||
         ascii_iequals(domain_of(address), domain_of(plan_sender));
}

/// Replaces the addresses of the account's images by references to embedded images.
std::string embed_account_images(WriteTx& tx, const std::string& public_url,
                                 const std::string& html, CompiledMessage& out) {
  std::map<std::string, std::optional<std::string>> ids;  // content ids by folder and name
  std::size_t bytes = 0;
  const auto content_id_of = [&](const domain::ImageAddress& address) {
    const auto [entry, is_new] = ids.try_emplace(address.folder + '/' + address.name);
    if (!is_new || ids.size() > kMaxEmbeddedImages) return entry->second;
    auto image = store::image::find_own(tx, out.account, address);
    if (!image || bytes + image->content.size() > kMaxEmbeddedBytes) return entry->second;
    bytes += image->content.size();
    entry->second = fmt::format("image{}@usher", ids.size());
    out.images.push_back(
        {*entry->second, std::move(image->content_type), std::move(image->content)});
    return entry->second;
  };
  return domain::embed_images(html, public_url, content_id_of);
}

/// Fills in the message's content. Returns false if the message no longer exists.
bool compile_content(WriteTx& tx, const std::string& public_url, const Sending& sending,
                     CompiledMessage& out) {
  const auto message = store::message::find(tx, sending.account, {sending.message});
  if (!message) return false;
  const std::string html = domain::html_document(*message);
  out.content = domain::compose_newsletter(
      *message, message->embed ? embed_account_images(tx, public_url, html, out) : html,
      out.list_name, out.language);
  out.defaults = message->fields;
  const auto& urls = out.content.links;
  const auto ids = store::mail_content::links(tx, sending.account, sending.message, urls);
  for (std::size_t i = 0; i < ids.size(); ++i) out.links.push_back({ids[i], urls[i]});
  for (auto& file : store::mail_content::attachments(tx, sending.account, sending.message)) {
    out.attachments.push_back({std::move(file.name), std::move(file.content)});
  }
  return true;
}

/// Sets the sizes that count towards the memory of mails in flight.
void measure(CompiledMessage& out) {
  for (const auto& file : out.attachments) out.bytes += file.content.size();
  for (const auto& image : out.images) out.bytes += image.content.size();
  const std::size_t texts = domain::max_merged_size(out.content.subject) +
                            domain::max_merged_size(out.content.html) +
                            domain::max_merged_size(out.content.text);
  // Base64 adds a third and line breaks; the texts exist twice while a mail is written.
  out.mail_bytes = kMailOverhead + 3 * texts + out.bytes + out.bytes / 2;
  for (const auto* text : {&out.content.html, &out.content.text}) {
    for (const auto& piece : *text) out.bytes += sizeof piece + piece.text.size();
  }
}

}  // namespace

std::shared_ptr<const CompiledMessage> compile_message(WriteTx& tx, const SendingRules& rules,
                                                       const Account& account,
                                                       const domain::Plan& plan, Sending& sending) {
  const auto list = store::mailing_list::find(tx, sending.account, sending.list);
  if (!list) return nullptr;
  CompiledMessage out;
  out.account = sending.account;
  out.language = account.language;
  out.company = account.company;
  out.list = sending.list;
  out.list_name = list->name;
  resolve_sender(tx, plan, account, rules.from, sending);
  out.sender_name = sending.sender_name;
  out.sender_address = sending.sender_address;
  const std::string plan_sender =
      mail::parse_mailbox(plan.sender.empty() ? rules.from : plan.sender).address;
  const bool own = may_send_from(account, plan_sender, out.sender_address);
  out.from_address = own ? out.sender_address : plan_sender;
  out.confirmation = sending.message == domain::kConfirmationMessage;
  if (!out.confirmation && !compile_content(tx, rules.public_url, sending, out)) return nullptr;
  measure(out);
  return std::make_shared<const CompiledMessage>(std::move(out));
}

}  // namespace usher::service
