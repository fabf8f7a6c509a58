#include "store/mailing/image.hpp"

#include "store/row_reader.hpp"
#include "store/sql/open_account.hpp"

namespace usher::store::image {
namespace {

using domain::AccountId;
using domain::Image;
using domain::ImageAddress;

constexpr Query kAddresses{
    "SELECT folder, name FROM image WHERE account_id = $1 AND list = $2 "
    "ORDER BY created_at DESC, id DESC"};
constexpr Query kAllAddresses{
    "SELECT folder, name FROM image WHERE account_id = $1 ORDER BY created_at DESC, id DESC"};
constexpr Query kUsageWithout{
    "SELECT count(*), COALESCE(sum(length(content)), 0) FROM image WHERE account_id = $1 "
    "AND NOT (list = $2 AND name = $3)"};
constexpr Command kPut{
    "INSERT INTO image (account_id, list, folder, name, content_type, content, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, list, name) "
    "DO UPDATE SET content_type = excluded.content_type, content = excluded.content, "
    "created_at = CASE WHEN excluded.created_at > image.created_at THEN excluded.created_at "
    "ELSE image.created_at + 1 END RETURNING folder"};
constexpr Command kRemove{"DELETE FROM image WHERE account_id = $1 AND folder = $2 AND name = $3"};
// Visitors have no account, so the statement is not restricted to an account.
constexpr Query kFind{
    joined<"SELECT i.list, i.content_type, i.created_at FROM image i JOIN account c ON c.id = "
           "i.account_id WHERE i.folder = $1 AND i.name = $2 AND ",
           kAccountIsOpen>};
constexpr Query kFindOwn{
    "SELECT list, content_type, content, created_at FROM image "
    "WHERE account_id = $1 AND folder = $2 AND name = $3"};
// Visitors have no account.
constexpr Query kContent{"SELECT content FROM image WHERE folder = $1 AND name = $2"};

}  // namespace

std::vector<ImageAddress> addresses(ReadTx& tx, AccountId account, std::int64_t list) {
  return read_all(tx, kAddresses, {number(account.value), number(list)}, [](RowReader& in) {
    return ImageAddress{in.string(), in.string()};
  });
}

std::vector<ImageAddress> all_addresses(ReadTx& tx, AccountId account) {
  return read_all(tx, kAllAddresses, {number(account.value)}, [](RowReader& in) {
    return ImageAddress{in.string(), in.string()};
  });
}

Usage usage_without(ReadTx& tx, AccountId account, const Image& image) {
  Usage out;
  tx.run(kUsageWithout, {number(account.value), number(image.list), text(image.address.name)},
         [&](const Row& row) {
           RowReader in(row);
           out = {in.integer(), in.integer()};
         });
  return out;
}

std::string put(WriteTx& tx, AccountId account, const Image& image) {
  std::string folder;
  tx.run(kPut,
         {number(account.value), number(image.list), text(image.address.folder),
          text(image.address.name), text(image.content_type), Bytes{image.content}, ms(tx.now())},
         [&](const Row& row) { folder = RowReader(row).text(); });
  return folder;
}

bool remove(WriteTx& tx, AccountId account, const ImageAddress& address) {
  return tx.run(kRemove, {number(account.value), text(address.folder), text(address.name)}) == 1;
}

std::optional<Image> find(ReadTx& tx, const ImageAddress& address) {
  std::optional<Image> out;
  tx.run(kFind, {text(address.folder), text(address.name)}, [&](const Row& row) {
    RowReader in(row);
    out = Image{in.integer(), address, in.string(), {}, in.time()};
  });
  return out;
}

std::optional<Image> find_own(ReadTx& tx, AccountId account, const ImageAddress& address) {
  std::optional<Image> out;
  tx.run(kFindOwn, {number(account.value), text(address.folder), text(address.name)},
         [&](const Row& row) {
           RowReader in(row);
           out = Image{in.integer(), address, in.string(), in.string(), in.time()};
         });
  return out;
}

std::string content(ReadTx& tx, const ImageAddress& address) {
  std::string out;
  tx.run(kContent, {text(address.folder), text(address.name)},
         [&](const Row& row) { out = RowReader(row).text(); });
  return out;
}

}  // namespace usher::store::image
