#include "store/mailing/image.hpp"

namespace usher::store::image {
namespace {

using domain::AccountId;
using domain::Image;
using domain::ImageAddress;

constexpr Query kAddresses{
    "SELECT folder, name FROM image WHERE account_id = $1 AND list = $2 "
    "ORDER BY created_at DESC, id DESC"};
constexpr Query kStock{
    "SELECT count(*), COALESCE(sum(length(content)), 0) FROM image WHERE account_id = $1 "
    "AND NOT (list = $2 AND name = $3)"};
constexpr Command kPut{
    "INSERT INTO image (account_id, list, folder, name, content_type, content, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, list, name) "
    "DO UPDATE SET content_type = excluded.content_type, content = excluded.content, "
    "created_at = CASE WHEN excluded.created_at > image.created_at THEN excluded.created_at "
    "ELSE image.created_at + 1 END RETURNING folder"};
constexpr Command kRemove{"DELETE FROM image WHERE account_id = $1 AND folder = $2 AND name = $3"};
// Who has the address is told no more than the image: whose it is stands in no answer.
constexpr Query kFind{
    "SELECT i.list, i.content_type, i.created_at FROM image i JOIN account c ON c.id = "
    "i.account_id "
    "WHERE i.folder = $1 AND i.name = $2 AND (c.expires_at IS NULL OR c.expires_at > {now})"};
constexpr Query kFindOwn{
    "SELECT list, content_type, created_at, content FROM image "
    "WHERE account_id = $1 AND folder = $2 AND name = $3"};
// The same: found by its address, whosever account it is.
constexpr Query kContent{"SELECT content FROM image WHERE folder = $1 AND name = $2"};

}  // namespace

std::vector<ImageAddress> addresses(ReadTx& tx, AccountId account, std::int64_t list) {
  std::vector<ImageAddress> out;
  tx.run(kAddresses, {number(account.value), number(list)}, [&](const Row& row) {
    out.push_back({std::string(row.text(0)), std::string(row.text(1))});
  });
  return out;
}

Usage usage_without(ReadTx& tx, AccountId account, const Image& besides) {
  Usage out;
  tx.run(kStock, {number(account.value), number(besides.list), text(besides.address.name)},
         [&](const Row& row) {
           out = {row.integer(0), row.integer(1)};
         });
  return out;
}

std::string put(WriteTx& tx, AccountId account, const Image& image) {
  std::string folder;
  tx.run(kPut,
         {number(account.value), number(image.list), text(image.address.folder),
          text(image.address.name), text(image.content_type), Bytes{image.content}, ms(tx.now())},
         [&](const Row& row) { folder = row.text(0); });
  return folder;
}

bool remove(WriteTx& tx, AccountId account, const ImageAddress& address) {
  return tx.run(kRemove, {number(account.value), text(address.folder), text(address.name)}) == 1;
}

std::optional<Image> find(ReadTx& tx, const ImageAddress& address) {
  std::optional<Image> out;
  tx.run(kFind, {text(address.folder), text(address.name)}, [&](const Row& row) {
    out = Image{row.integer(0), address, std::string(row.text(1)), {}, from_ms(row.integer(2))};
  });
  return out;
}

std::optional<Image> find_own(ReadTx& tx, AccountId account, const ImageAddress& address) {
  std::optional<Image> out;
  tx.run(kFindOwn, {number(account.value), text(address.folder), text(address.name)},
         [&](const Row& row) {
           out = Image{row.integer(0), address, std::string(row.text(1)), std::string(row.text(3)),
                       from_ms(row.integer(2))};
         });
  return out;
}

std::string content(ReadTx& tx, const ImageAddress& address) {
  std::string out;
  tx.run(kContent, {text(address.folder), text(address.name)},
         [&](const Row& row) { out = row.text(0); });
  return out;
}

}  // namespace usher::store::image
