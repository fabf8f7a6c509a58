/// Writes the statistics of a message: its totals, and its counts for each recipient ("reader").
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "domain/mailing/sending.hpp"
#include "store/tx.hpp"

namespace usher::store::reader {

/// A recipient of a message.
struct Key {
  domain::AccountId account;
  std::int64_t message = 0;
  domain::RecipientId recipient;
  friend auto operator<=>(const Key&, const Key&) = default;
};
enum class Bounce : int { none = 0, hard = 1, soft = 2 };
/// New events of one reader.
struct Change {
  std::int64_t deliveries = 0;
  std::int64_t views = 0;
  std::int64_t clicks = 0;
  Bounce bounce = Bounce::none;
  bool unsubscribed = false;
};
/// Adds the changes to the counts of the readers and of their messages. The first click of a reader
/// without views also counts as a view, and then a view within the next minute does not: mail
/// programs load the pixel of the mail that was clicked.
void change(WriteTx& tx, const std::map<Key, Change>& changes);

/// A link and the recipient who clicked it.
struct LinkKey {
  domain::AccountId account;
  std::int64_t link = 0;
  domain::RecipientId recipient;
  friend auto operator<=>(const LinkKey&, const LinkKey&) = default;
};
/// Adds clicks to the counts of the links.
void change_links(WriteTx& tx, const std::map<LinkKey, std::int64_t>& clicks);

}  // namespace usher::store::reader
