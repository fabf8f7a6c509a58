#include "service/mailing/subscription_link.hpp"

#include <optional>

#include "service/mailing/subscription.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/mailing/reader.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service {
namespace {

using domain::MailToken;
using domain::Subscription;
using State = LinkedSubscription::State;
using store::WriteTx;
using store::sent_mail::Mail;

subscription::Place subscription_of(const Mail& mail, const MailToken& token) {
  return {mail.account, mail.list, token.recipient};
}

State state_of(std::optional<Subscription> status) {
  if (status == Subscription::subscribed) return State::subscribed;
  return status == Subscription::pending ? State::pending : State::unsubscribed;
}

LinkedSubscription describe_subscription(store::ReadTx& tx, const Mail& mail,
                                         const MailToken& token) {
  LinkedSubscription out;
  const auto account = store::account::find(tx, mail.account);
  const auto list = store::mailing_list::find(tx, mail.account, mail.list);
  if (!account || !list) return out;
  out.list = list->name;
  out.company = account->company;
  out.language = account->language;
  out.state = state_of(subscription::find(tx, subscription_of(mail, token)));
  return out;
}

}  // namespace

LinkedSubscription find_linked_subscription(store::ReadTx& tx, const MailTokenTools& tools,
                                            const MailToken& token) {
  const auto mail = find_sent_mail(tx, tools, token);
  return mail ? describe_subscription(tx, *mail, token) : LinkedSubscription{};
}

LinkedSubscription unsubscribe_by_link(WriteTx& tx, const MailTokenTools& tools,
                                       const MailToken& token) {
  const auto mail = find_sent_mail(tx, tools, token);
  if (!mail) return {};
  const bool ended = subscription::end(tx, subscription_of(*mail, token), domain::OptOut::recipient,
                                       mail->message);
  if (ended && mail->message_exists) {
    store::reader::Change change;
    change.unsubscribed = true;
    store::reader::change(tx, {{{mail->account, mail->message, token.recipient}, change}});
  }
  return describe_subscription(tx, *mail, token);
}

LinkedSubscription confirm_by_link(WriteTx& tx, const MailTokenTools& tools,
                                   const MailToken& token) {
  const auto mail = find_sent_mail(tx, tools, token);
  if (!mail) return {};
  subscription::confirm(tx, subscription_of(*mail, token));
  return describe_subscription(tx, *mail, token);
}

}  // namespace usher::service
