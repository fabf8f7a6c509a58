/// Sending what is due: what those who send ask of the database before and after each letter.
///
/// A turn settles the letters that have ended and takes up the next ones, in one transaction. A
/// letter is written as under way, and its sending's cursor moves past it, before it goes out; what
/// a dead server held becomes uncertain and is never sent again. So nobody is mailed twice.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "domain/account.hpp"
#include "domain/merge.hpp"
#include "domain/sending.hpp"
#include "mail/letter.hpp"
#include "service/pace.hpp"
#include "store/audience.hpp"
#include "store/delivery.hpp"
#include "store/tx.hpp"

namespace usher::service::sending {

/// A link that is followed.
struct Link {
  std::int64_t id = 0;
  std::string url;
};

/// What all letters of a sending have in common. Never changed once it is made.
struct Issue {
  bool confirmation = false;  ///< the built-in letter; it has no subject, HTML or files of its own
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
struct KnownIssue {
  std::shared_ptr<const Issue> issue;
  Duration made{0};
};
using KnownIssues = std::map<domain::SendingId, KnownIssue>;
/// So long a change of a message, its list or its plan may go unseen by letters under way. To read
/// and cut a large message for every few letters would cost more than the letters.
inline constexpr Duration kIssueGood = std::chrono::seconds(1);

/// One letter that is to go out.
struct Letter {
  store::delivery::Held held;
  int attempts = 1;  ///< this one included
  std::shared_ptr<const Issue> issue;
  store::audience::Addressee to;
  TimePoint date;
};

/// How it ended.
struct Ended {
  store::delivery::Held held;
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

/// Letters of an account that were taken up.
struct Paced {
  domain::AccountId account;
  std::int64_t per_second = 0;
  int letters = 0;
};

struct Claimed {
  std::vector<Letter> letters;
  std::vector<Paced> paced;
  KnownIssues issues;  ///< for the turns to come, once this one is committed
  bool more = false;   ///< something is due that was not looked at
};

/// Decides and writes what follows from letters that have ended. How many outcomes came too late.
int settle(store::Tx& tx, Random& random, const domain::RetryPolicy& policy,
           const std::vector<Ended>& ended);
/// Takes up to `count` letters, those that wait to be tried again first.
Claimed claim(store::Tx& tx, Random& random, const TurnRules& rules, const Pace& pace,
              Duration steady, int count, const KnownIssues& known);
/// Letters that were under way for nobody any more count as uncertain.
void count_uncertain(store::Tx& tx, const std::map<domain::SendingId, std::int64_t>& letters);

class Turn {
 public:
  struct Input {
    std::vector<Ended> ended;
    int claim = 0;            ///< how many new letters are wanted
    bool sweep = false;       ///< look for leases that are over, and how many nodes there are
    Duration steady{0};       ///< now, for the pace
    KnownIssues issues = {};  ///< from turns before; none is older than kIssueGood
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

  Output operator()(store::Tx& tx, const Input& input);

 private:
  Random& random_;
  const TurnRules rules_;
  const Pace& pace_;
};

/// A server that starts alone on its database: what a dead one had under way is uncertain at once.
struct ReleaseDead {
  struct Input {};
  using Output = std::int64_t;  ///< how many
  Output operator()(store::Tx& tx, const Input&);
};

/// When there is something to do next; asked of a reader, so that idling writes nothing.
struct NextDue {
  struct Input {};
  struct Output {
    std::optional<TimePoint> due;
    TimePoint now;
  };
  Output operator()(store::Tx& tx, const Input&);
};

}  // namespace usher::service::sending
