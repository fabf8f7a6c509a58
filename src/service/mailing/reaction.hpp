/// What recipients do with their mails: open them, follow their links, leave the list, confirm a
/// subscription; and what mail servers send back.
///
/// The rim has checked that a token is one of ours (domain/mailing/mail_token.hpp). Here it is
/// looked at whom it was made for: who was given that number later has nothing to do with it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/key_ring.hpp"
#include "domain/language.hpp"
#include "domain/mailing/mail_token.hpp"
#include "store/tx.hpp"

namespace usher::service::reaction {

/// Where a link leads.
class FindLink {
 public:
  using Input = domain::MailToken;
  struct Target {
    std::string url;
    bool for_all = false;  ///< it is the same for every recipient
  };
  using Output = std::optional<Target>;  ///< nothing: there is no such link

  explicit FindLink(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
};

/// Counts mails that were opened and links that were followed, many at once.
class Record {
 public:
  struct Input {
    domain::MailToken token;
    bool click = false;  ///< else: opened
  };
  using Output = bool;  ///< whether it counts

  explicit Record(const Keys& keys) : keys_(keys) {}
  std::vector<Output> operator()(store::WriteTx& tx, std::span<const Input> inputs);

 private:
  const Keys& keys_;
};

/// Whose list it is, and where the recipient stands in it.
struct Standing {
  enum class Where {
    gone,     ///< there is no such recipient any more
    pending,  ///< asked to confirm
    inside,   ///< gets its messages
    outside,  ///< has left it, or never was in it
  };
  Where where = Where::gone;
  std::string list;
  std::string company;
  domain::Language language = domain::Language::en;
};

/// Changes nothing: for the pages behind the links.
class Look {
 public:
  using Input = domain::MailToken;
  using Output = Standing;
  explicit Look(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
};

/// Ends the subscription. Where it stands afterwards: outside, or gone.
class Leave {
 public:
  using Input = domain::MailToken;
  using Output = Standing;
  explicit Leave(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
};

/// Makes who is pending subscribed. Where it stands afterwards; a repeat is harmless.
class Confirm {
 public:
  using Input = domain::MailToken;
  using Output = Standing;
  explicit Confirm(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
};

/// A mail came back. For good: the address will not work. Whether it was one of ours.
class Bounce {
 public:
  struct Input {
    domain::MailToken token;
    bool for_good = false;
  };
  using Output = bool;
  explicit Bounce(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
};

}  // namespace usher::service::reaction
