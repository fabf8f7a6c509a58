/// Images of accounts and of their lists in the database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/mailing/image.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::image {

/// Their addresses, the newest first. `list` 0: those of all lists.
std::vector<domain::ImageAddress> addresses(ReadTx& tx, domain::AccountId account,
                                            std::int64_t list);

/// How much an account has besides an image: one that may take the place of another.
struct Usage {
  std::int64_t images = 0;
  std::int64_t bytes = 0;
};
Usage usage_without(ReadTx& tx, domain::AccountId account, const domain::Image& besides);

/// Returns its folder: that of an image with the same name, whose content it takes over, else its
/// own.
std::string put(WriteTx& tx, domain::AccountId account, const domain::Image& image);
/// False when the account has no such image.
bool remove(WriteTx& tx, domain::AccountId account, const domain::ImageAddress& address);

/// Whoever's it is, as long as that account has not ended; without its content.
std::optional<domain::Image> find(ReadTx& tx, const domain::ImageAddress& address);
/// The account's own, with its content.
std::optional<domain::Image> find_own(ReadTx& tx, domain::AccountId account,
                                      const domain::ImageAddress& address);
/// Empty when it has gone.
std::string content(ReadTx& tx, const domain::ImageAddress& address);

}  // namespace usher::store::image
