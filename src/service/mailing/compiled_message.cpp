#include "service/mailing/compiled_message.hpp"

#include <fmt/format.h>

#include <optional>

#include "domain/email.hpp"
#include "domain/mailing/embed.hpp"
#include "domain/mailing/html.hpp"
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
  out.subject = domain::parse_merge_text(message->subject);
  const std::string html = domain::html_document(*message);
  out.html = domain::parse_merge_html(
      message->embed ? embed_account_images(tx, public_url, html, out) : html, message->tracking);
  out.pre_header = message->pre_header;
  out.defaults = message->fields;
  out.tracked = message->tracking.enabled;
  const auto ids = store::mail_content::links(tx, sending.account, sending.message, out.html.links);
  for (std::size_t i = 0; i < ids.size(); ++i) out.links.push_back({ids[i], out.html.links[i]});
  for (auto& file : store::mail_content::attachments(tx, sending.account, sending.message)) {
    out.attachments.push_back({std::move(file.name), std::move(file.content)});
  }
  return true;
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
  out.confirmation = sending.message == domain::kConfirmationMessage;
  if (!out.confirmation && !compile_content(tx, rules.public_url, sending, out)) return nullptr;
  return std::make_shared<const CompiledMessage>(std::move(out));
}

}  // namespace usher::service
