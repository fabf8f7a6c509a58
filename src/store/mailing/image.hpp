/// Images of accounts and of their lists in the database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/mailing/image.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::image {

/// Returns the addresses of a list's images, newest first.
std::vector<domain::ImageAddress> addresses(ReadTx& tx, domain::AccountId account,
                                            std::int64_t list);

/// Returns the addresses of all images of the account, newest first: those for all lists and those
/// of each list.
std::vector<domain::ImageAddress> all_addresses(ReadTx& tx, domain::AccountId account);

/// The number and size of an account's images.
struct Usage {
  std::int64_t images = 0;
  std::int64_t bytes = 0;
};
/// Returns the usage without the image that `image` would replace.
Usage usage_without(ReadTx& tx, domain::AccountId account, const domain::Image& image);

/// Inserts the image or replaces the content of the image with the same list and name. Returns the
/// folder, which a replaced image keeps.
std::string put(WriteTx& tx, domain::AccountId account, const domain::Image& image);
/// Removes an image. Returns false if the account has no such image.
bool remove(WriteTx& tx, domain::AccountId account, const domain::ImageAddress& address);

/// Returns an image of any account without its content, nullopt if the account has expired.
std::optional<domain::Image> find(ReadTx& tx, const domain::ImageAddress& address);
/// Returns the account's own image with its content.
std::optional<domain::Image> find_own(ReadTx& tx, domain::AccountId account,
                                      const domain::ImageAddress& address);
/// Returns the content of an image, "" if the image was removed.
std::string content(ReadTx& tx, const domain::ImageAddress& address);

}  // namespace usher::store::image
