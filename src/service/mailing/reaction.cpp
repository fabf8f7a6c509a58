#include "service/mailing/reaction.hpp"

#include <algorithm>

#include "domain/mailing/merge.hpp"
#include "service/mailing/subscription.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/mailing/reader.hpp"
#include "store/mailing/sent_mail.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service::reaction {
namespace {

using domain::MailToken;
using domain::Subscription;
using Tx = store::WriteTx;
using store::sent_mail::Mail;

/// The mail that a token was made for; nothing when its recipient is another one now.
std::optional<Mail> mail_of(Tx& tx, const Keys& keys, const MailToken& token) {
  const store::sent_mail::Key key{token.sending, token.recipient};
  auto mail = store::sent_mail::find(tx, std::span(&key, 1)).front();
  if (mail && !token.is_for(keys, mail->email_key)) mail.reset();
  return mail;
}

subscription::Place place_of(const Mail& mail, const MailToken& token) {
  return {mail.account, mail.list, token.recipient};
}

Standing::Where where(std::optional<Subscription> status) {
  if (status == Subscription::subscribed) return Standing::Where::inside;
  return status == Subscription::pending ? Standing::Where::pending : Standing::Where::outside;
}

Standing standing(Tx& tx, const Mail& mail, const MailToken& token) {
  Standing out;
  const auto account = store::account::find(tx, mail.account);
  const auto list = store::mailing_list::find(tx, mail.account, mail.list);
  if (!account || !list) return out;
  out.list = list->name;
  out.company = account->company;
  out.language = account->language;
  out.where = where(subscription::find(tx, place_of(mail, token)));
  return out;
}

bool is_same_for_all(const domain::MergeText& text) {
  return std::all_of(text.begin(), text.end(), [](const domain::MergePiece& piece) {
    return piece.kind == domain::MergePiece::Kind::text;
  });
}

}  // namespace

FindLink::Output FindLink::operator()(Tx& tx, const Input& input) {
  const auto url = store::sent_mail::find_link(tx, input.sending, input.link);
  if (!url || !input.matches_url(*url)) return std::nullopt;
  const domain::MergeText text = domain::parse_merge_url(*url);
  if (is_same_for_all(text)) return Target{*url, true};
  const auto filling = store::sent_mail::find_merge_data(tx, {input.sending, input.recipient});
  if (!filling || !input.is_for(keys_, filling->recipient.email_key)) return std::nullopt;
  const store::audience::Addressee& to = filling->recipient;
  return Target{domain::merge(text, {to.email, to.name, to.fields, filling->defaults, "", nullptr}),
                false};
}

std::vector<Record::Output> Record::operator()(Tx& tx, std::span<const Input> inputs) {
  std::vector<store::sent_mail::Key> keys;
  for (const Input& input : inputs) keys.push_back({input.token.sending, input.token.recipient});
  const auto mails = store::sent_mail::find(tx, keys);
  std::vector<Output> out(inputs.size(), false);
  std::map<store::reader::Key, store::reader::Change> readers;
  std::map<store::reader::LinkKey, std::int64_t> links;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const MailToken& token = inputs[i].token;
    if (!mails[i] || !mails[i]->message_exists) continue;
    if (!token.is_for(keys_, mails[i]->email_key)) continue;
    out[i] = true;
    auto& change = readers[{mails[i]->account, mails[i]->message, token.recipient}];
    ++(inputs[i].click ? change.clicks : change.views);
    if (inputs[i].click) ++links[{mails[i]->account, token.link, token.recipient}];
  }
  store::reader::change(tx, readers);
  store::reader::change_links(tx, links);
  return out;
}

Look::Output Look::operator()(Tx& tx, const Input& input) {
  const auto mail = mail_of(tx, keys_, input);
  return mail ? standing(tx, *mail, input) : Standing{};
}

Leave::Output Leave::operator()(Tx& tx, const Input& input) {
  const auto mail = mail_of(tx, keys_, input);
  if (!mail) return {};
  const bool left =
      subscription::end(tx, place_of(*mail, input), domain::OptOut::recipient, mail->message);
  if (left && mail->message_exists) {
    store::reader::Change change;
    change.unsubscribed = true;
    store::reader::change(tx, {{{mail->account, mail->message, input.recipient}, change}});
  }
  return standing(tx, *mail, input);
}

Confirm::Output Confirm::operator()(Tx& tx, const Input& input) {
  const auto mail = mail_of(tx, keys_, input);
  if (!mail) return {};
  subscription::confirm(tx, place_of(*mail, input));
  return standing(tx, *mail, input);
}

Bounce::Output Bounce::operator()(Tx& tx, const Input& input) {
  const auto mail = mail_of(tx, keys_, input.token);
  if (!mail) return false;
  if (input.for_good) {
    subscription::end(tx, place_of(*mail, input.token), domain::OptOut::hard_bounce, mail->message);
  }
  if (!mail->message_exists) return true;
  store::reader::Change change;
  change.bounce = input.for_good ? store::reader::Bounce::hard : store::reader::Bounce::soft;
  store::reader::change(tx, {{{mail->account, mail->message, input.token.recipient}, change}});
  return true;
}

}  // namespace usher::service::reaction
