#include "service/reaction.hpp"

#include <algorithm>

#include "domain/merge.hpp"
#include "service/subscription.hpp"
#include "store/account.hpp"
#include "store/mailing_list.hpp"
#include "store/reader.hpp"
#include "store/sent_letter.hpp"

namespace usher::service::reaction {
namespace {

using domain::ReadToken;
using domain::Subscription;
using store::Tx;
using store::sent_letter::Letter;

/// The letter that a token was made for; nothing when its recipient is another one now.
std::optional<Letter> letter_of(Tx& tx, const Keys& keys, const ReadToken& token) {
  const store::sent_letter::Key key{token.sending, token.recipient};
  auto letter = store::sent_letter::find(tx, std::span(&key, 1)).front();
  if (letter && !token.is_for(keys, letter->email_key)) letter.reset();
  return letter;
}

subscription::Place place_of(const Letter& letter, const ReadToken& token) {
  return {letter.account, letter.list, token.recipient};
}

Standing::Where where(std::optional<Subscription> status) {
  if (status == Subscription::subscribed) return Standing::Where::inside;
  return status == Subscription::pending ? Standing::Where::pending : Standing::Where::outside;
}

Standing standing(Tx& tx, const Letter& letter, const ReadToken& token) {
  Standing out;
  const auto account = store::account::find(tx, letter.account);
  const auto list = store::mailing_list::find(tx, letter.account, letter.list);
  if (!account || !list) return out;
  out.list = list->name;
  out.company = account->company;
  out.language = account->language;
  out.where = where(subscription::find(tx, place_of(letter, token)));
  return out;
}

bool is_same_for_all(const domain::MergeText& text) {
  return std::all_of(text.begin(), text.end(), [](const domain::MergePiece& piece) {
    return piece.kind == domain::MergePiece::Kind::text;
  });
}

}  // namespace

FindLink::Output FindLink::operator()(Tx& tx, const Input& input) {
  const auto url = store::sent_letter::link(tx, input.sending, input.link);
  if (!url || !input.leads_to(*url)) return std::nullopt;
  const domain::MergeText text = domain::read_address(*url);
  if (is_same_for_all(text)) return Target{*url, true};
  const auto filling = store::sent_letter::filling(tx, {input.sending, input.recipient});
  if (!filling || !input.is_for(keys_, filling->recipient.email_key)) return std::nullopt;
  const store::audience::Addressee& to = filling->recipient;
  return Target{
      domain::merged(text, {to.email, to.name, to.fields, filling->defaults, "", nullptr}), false};
}

std::vector<Record::Output> Record::operator()(Tx& tx, std::span<const Input> inputs) {
  std::vector<store::sent_letter::Key> keys;
  for (const Input& input : inputs) keys.push_back({input.token.sending, input.token.recipient});
  const auto letters = store::sent_letter::find(tx, keys);
  std::vector<Output> out(inputs.size(), false);
  std::map<store::reader::Key, store::reader::Change> readers;
  std::map<store::reader::LinkKey, std::int64_t> links;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const ReadToken& token = inputs[i].token;
    if (!letters[i] || !letters[i]->message_there) continue;
    if (!token.is_for(keys_, letters[i]->email_key)) continue;
    out[i] = true;
    auto& change = readers[{letters[i]->account, letters[i]->message, token.recipient}];
    ++(inputs[i].click ? change.clicks : change.views);
    if (inputs[i].click) ++links[{letters[i]->account, token.link, token.recipient}];
  }
  store::reader::change(tx, readers);
  store::reader::change_links(tx, links);
  return out;
}

Look::Output Look::operator()(Tx& tx, const Input& input) {
  const auto letter = letter_of(tx, keys_, input);
  return letter ? standing(tx, *letter, input) : Standing{};
}

Leave::Output Leave::operator()(Tx& tx, const Input& input) {
  const auto letter = letter_of(tx, keys_, input);
  if (!letter) return {};
  const bool left =
      subscription::end(tx, place_of(*letter, input), domain::OptOut::recipient, letter->message);
  if (left && letter->message_there) {
    store::reader::Change change;
    change.unsubscribed = true;
    store::reader::change(tx, {{{letter->account, letter->message, input.recipient}, change}});
  }
  return standing(tx, *letter, input);
}

Confirm::Output Confirm::operator()(Tx& tx, const Input& input) {
  const auto letter = letter_of(tx, keys_, input);
  if (!letter) return {};
  subscription::confirm(tx, place_of(*letter, input));
  return standing(tx, *letter, input);
}

Bounce::Output Bounce::operator()(Tx& tx, const Input& input) {
  const auto letter = letter_of(tx, keys_, input.token);
  if (!letter) return false;
  if (input.for_good) {
    subscription::end(tx, place_of(*letter, input.token), domain::OptOut::hard_bounce,
                      letter->message);
  }
  if (!letter->message_there) return true;
  store::reader::Change change;
  change.bounce = input.for_good ? store::reader::Bounce::hard : store::reader::Bounce::soft;
  store::reader::change(tx, {{{letter->account, letter->message, input.token.recipient}, change}});
  return true;
}

}  // namespace usher::service::reaction
