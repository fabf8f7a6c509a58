/// What became of a message, in all and for each who got it, in the database.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "domain/mailing/sending.hpp"
#include "store/tx.hpp"

namespace usher::store::reader {

/// One who got a message.
struct Key {
  domain::AccountId account;
  std::int64_t message = 0;
  domain::RecipientId recipient;
  friend auto operator<=>(const Key&, const Key&) = default;
};
enum class Bounce : int { none = 0, hard = 1, soft = 2 };
/// What has happened since.
struct Change {
  std::int64_t deliveries = 0;
  std::int64_t views = 0;
  std::int64_t clicks = 0;
  Bounce bounce = Bounce::none;
  bool unsubscribed = false;
};
/// Counts it, for each and for their messages. Who clicks has seen the mail.
void change(WriteTx& tx, const std::map<Key, Change>& changes);

/// Clicks on one link.
struct LinkKey {
  domain::AccountId account;
  std::int64_t link = 0;
  domain::RecipientId recipient;
  friend auto operator<=>(const LinkKey&, const LinkKey&) = default;
};
void change_links(WriteTx& tx, const std::map<LinkKey, std::int64_t>& clicks);

}  // namespace usher::store::reader
