#include "service/mailing/tracking.hpp"

#include <algorithm>
#include <map>

#include "domain/mailing/merge.hpp"
#include "store/mailing/reader.hpp"

namespace usher::service {
namespace {

using domain::MailToken;
using store::ReadTx;
using store::WriteTx;

bool has_no_placeholders(const domain::MergeText& text) {
  return std::all_of(text.begin(), text.end(), [](const domain::MergePiece& piece) {
    return piece.kind == domain::MergePiece::Kind::text;
  });
}

}  // namespace

std::optional<LinkTarget> find_link_target(ReadTx& tx, const MailTokenTools& tools,
                                           const MailToken& token) {
  const auto url = store::sent_mail::find_link(tx, token.sending, token.link);
  if (!url || !token.matches_url(*url)) return std::nullopt;
  const domain::MergeText text = domain::parse_merge_url(*url);
  if (has_no_placeholders(text)) return LinkTarget{*url, true};
  const auto filling = store::sent_mail::find_merge_data(tx, {token.sending, token.recipient});
  // Without its recipient, or with a new address of it, the link still leads on.
  const bool known = filling && token.is_for(tools.keys, filling->recipient.email_key);
  const store::sent_mail::MergeData values = known ? *filling : store::sent_mail::MergeData{};
  const store::audience::Addressee& to = values.recipient;
  return LinkTarget{
      domain::merge(text, {to.email, to.name, to.fields, values.defaults, "", "", nullptr}), false};
}

std::vector<bool> record_reactions(WriteTx& tx, const MailTokenTools& tools,
                                   std::span<const Reaction> reactions) {
  std::vector<store::sent_mail::Key> keys;
  for (const auto& [token, kind] : reactions) keys.push_back({token.sending, token.recipient});
  const auto mails = store::sent_mail::find(tx, keys);
  std::vector<bool> out(reactions.size(), false);
  std::map<store::reader::Key, store::reader::Change> readers;
  std::map<store::reader::LinkKey, std::int64_t> links;
  for (std::size_t i = 0; i < reactions.size(); ++i) {
    const auto& [token, kind] = reactions[i];
    const auto& mail = mails[i];
    if (!mail || !mail->message_exists) continue;
    if (!token.is_for(tools.keys, mail->email_key)) continue;
    out[i] = true;
    auto& change = readers[{mail->account, mail->message, token.recipient}];
    if (kind == ReactionKind::open) {
      ++change.views;
    } else {
      ++change.clicks;
      ++links[{mail->account, token.link, token.recipient}];
    }
  }
  store::reader::change(tx, readers);
  store::reader::change_links(tx, links);
  return out;
}

}  // namespace usher::service
