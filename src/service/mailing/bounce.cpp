#include "service/mailing/bounce.hpp"

#include "service/mailing/subscription.hpp"

namespace usher::service {
namespace {

using domain::RefusalCause;

store::reader::Bounce kind_of(RefusalCause cause) {
  switch (cause) {
    case RefusalCause::no_mailbox:
      return store::reader::Bounce::hard;
    case RefusalCause::undeliverable:
      return store::reader::Bounce::undeliverable;
    case RefusalCause::policy:
      break;
  }
  return store::reader::Bounce::soft;
}

}  // namespace

bool record_bounce(store::WriteTx& tx, const MailTokenTools& tools, const Bounce& bounce) {
  const auto mail = find_sent_mail(tx, tools, bounce.token);
  if (!mail) return false;
  const SubscriptionRef subscription{mail->account, mail->list, bounce.token.recipient};
  if (bounce.complaint) {
    end_subscription(tx, subscription, domain::OptOut::complaint, mail->message);
    return true;
  }
  if (bounce.cause == RefusalCause::no_mailbox) {
    end_subscription(tx, subscription, domain::OptOut::hard_bounce, mail->message);
  }
  if (!mail->message_exists) return true;
  store::reader::Change change;
  change.bounce = kind_of(bounce.cause);
  const store::reader::Key reader{mail->account, mail->message, bounce.token.recipient};
  store::reader::change(tx, {{reader, change}});
  if (bounce.cause == RefusalCause::undeliverable) {
    end_undeliverable_subscription(tx, reader, mail->list);
  }
  return true;
}

void end_undeliverable_subscription(store::WriteTx& tx, const store::reader::Key& reader,
                                    std::int64_t list) {
  if (store::reader::count_undeliverable(tx, reader, domain::kMaxUndeliverable) <
      domain::kMaxUndeliverable) {
    return;
  }
  end_subscription(tx, {reader.account, list, reader.recipient}, domain::OptOut::hard_bounce,
                   reader.message);
}

}  // namespace usher::service
