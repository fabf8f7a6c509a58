/// Sending what is due: what those who send ask of the database before and after each mail.
///
/// A turn settles the mails that have ended and takes up the next ones, in one transaction. A
/// mail is written as under way, and its sending's cursor moves past it, before it goes out; what
/// a dead server held becomes uncertain and is never sent again. So nobody is mailed twice.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "domain/mailing/merge.hpp"
#include "domain/mailing/sending.hpp"
#include "domain/provisioning/account.hpp"
#include "mail/mail.hpp"
#include "service/mailing/pace.hpp"
#include "store/mailing/audience.hpp"
#include "store/mailing/delivery.hpp"
#include "store/tx.hpp"

namespace usher::service::sending {

/// A link that is followed.
struct Link {
  std::int64_t id = 0;
  std::string url;
};

/// What all mails of a sending have in common. Never changed once it is made.
struct CompiledMessage {
  bool confirmation = false;  ///< the built-in mail; it has no subject, HTML or files of its own
  domain::AccountId account;
  domain::Language language = domain::Language::en;
  std::string company;
  std::int64_t list = 0;
  std::string list_name;
  std::string sender_name;
  std::string sender_address;
  domain::MergeText subject;
  domain::MergeHtml html;
  std::string pre_header;
  domain::RecipientFields defaults;
  bool tracked = false;
  std::vector<Link> links;  ///< in the order of html.links
  std::vector<mail::Attachment> attachments;
  std::vector<mail::InlineImage> images;  ///< that the HTML shows, when they are to be embedded
};

/// Those that are known from turns before, each with the steady time when it was made.
struct CachedMessage {
  std::shared_ptr<const CompiledMessage> issue;
  Duration made{0};
};
using CompiledMessages = std::map<domain::SendingId, CachedMessage>;
/// So long a change of a message, its list or its plan may go unseen by mails under way. To read
/// and cut a large message for every few mails would cost more than the mails.
inline constexpr Duration kCompiledMessageLifetime = std::chrono::seconds(1);

/// One mail that is to go out.
struct Mail {
  store::delivery::Lease held;
  int attempts = 1;  ///< this one included
  std::shared_ptr<const CompiledMessage> issue;
  store::audience::Addressee to;
  TimePoint date;
};

/// How it ended.
struct Ended {
  store::delivery::Lease held;
  domain::DeliveryOutcome outcome;
  std::string answer;  ///< what the mail server said, empty if it was not asked
  std::int64_t bytes = 0;
};

struct TurnRules {
  domain::RetryPolicy retry;
  Duration lease{60'000};
  std::string from;  ///< mailbox: who sends where neither list nor plan says so
  std::string public_url;
  int confirmations_a_day = 0;  ///< to one address, over all accounts; 0: no limit
};

/// Mails of an account that were taken up.
struct Paced {
  domain::AccountId account;
  std::int64_t per_second = 0;
  int mails = 0;
};

struct Claimed {
  std::vector<Mail> mails;
  std::vector<Paced> paced;
  CompiledMessages issues;  ///< for the turns to come, once this one is committed
  bool more = false;        ///< something is due that was not looked at
};

/// Decides and writes what follows from mails that have ended. How many outcomes came too late.
int settle(store::WriteTx& tx, Random& random, const domain::RetryPolicy& policy,
           const std::vector<Ended>& ended);
/// Takes up to `count` mails, those that wait to be tried again first.
Claimed claim(store::WriteTx& tx, Random& random, const TurnRules& rules, const Pace& pace,
              Duration steady, int count, const CompiledMessages& known);
/// Mails that were under way for nobody any more count as uncertain.
void count_uncertain(store::WriteTx& tx, const std::map<domain::SendingId, std::int64_t>& mails);

class Turn {
 public:
  struct Input {
    std::vector<Ended> ended;
    int claim = 0;       ///< how many new mails are wanted
    bool sweep = false;  ///< look for leases that are over, and how many nodes there are
    Duration steady{0};  ///< now, for the pace
    CompiledMessages issues =
        {};  ///< from turns before; none is older than kCompiledMessageLifetime
  };
  struct Output {
    Claimed claimed;
    int dropped = 0;                    ///< outcomes whose lease was lost meanwhile
    std::optional<TimePoint> next_due;  ///< nothing when there is nothing to come
    TimePoint now;
    int nodes = 0;  ///< with sweep: at least 1
  };
  /// All references must outlive this. `pace` is only read: the caller takes from it what was
  /// committed.
  Turn(Random& random, TurnRules rules, const Pace& pace)
      : random_(random), rules_(std::move(rules)), pace_(pace) {}

  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  Random& random_;
  const TurnRules rules_;
  const Pace& pace_;
};

/// A server that starts alone on its database: what a dead one had under way is uncertain at once.
struct ReleaseDead {
  struct Input {};
  using Output = std::int64_t;  ///< how many
  Output operator()(store::WriteTx& tx, const Input&);
};

/// When there is something to do next; asked of a reader, so that idling writes nothing.
struct NextDue {
  struct Input {};
  struct Output {
    std::optional<TimePoint> due;
    TimePoint now;
  };
  Output operator()(store::WriteTx& tx, const Input&);
};

}  // namespace usher::service::sending
