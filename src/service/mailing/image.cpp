#include "service/mailing/image.hpp"

#include <fmt/format.h>

#include "service/mailing/mailing_list.hpp"
#include "service/mailing/storage.hpp"
#include "store/mailing/image.hpp"
#include "store/mailing/storage.hpp"

namespace usher::service {
namespace {

using domain::Account;
using store::ReadTx;
using store::WriteTx;

Error no_such_image() { return Error{Errc::not_found, "There is no such image."}; }

Result<void> check_image_list(ReadTx& tx, const Account& account, std::int64_t list) {
  if (list == 0) return {};
  const auto found = require_list(tx, account, list);
  if (!found) return found.error();
  return {};
}

/// Returns a list's images; for list 0 the account's images, which include those of its lists:
/// published programs upload to a list and look for the image there.
std::vector<domain::ImageAddress> visible_images(ReadTx& tx, const Account& account,
                                                 std::int64_t list) {
  return list == 0 ? store::image::all_addresses(tx, account.id)
                   : store::image::addresses(tx, account.id, list);
}

}  // namespace

Result<std::vector<domain::ImageAddress>> list_images(ReadTx& tx, const Account& account,
                                                      const ImagesQuery& query) {
  if (auto list = check_image_list(tx, account, query.list); !list) return list.error();
  return visible_images(tx, account, query.list);
}

Result<StoredImage> put_image(WriteTx& tx, const ImageTools& tools, const Account& account,
                              const domain::Image& input) {
  if (auto list = check_image_list(tx, account, input.list); !list) return list.error();
  const auto stock = store::image::usage_without(tx, account.id, input);
  const auto size = static_cast<std::int64_t>(input.content.size());
  if (stock.images >= domain::kMaxImages || stock.bytes + size > domain::kMaxAllImageBytes) {
    return Error{
        Errc::invalid,
        fmt::format("An account can have {} images of {} bytes in total. Delete some first.",
                    domain::kMaxImages, domain::kMaxAllImageBytes)};
  }
  const std::int64_t replaced = store::image::usage_without(tx, account.id, {}).bytes - stock.bytes;
  if (auto fits = count_storage(tx, account, size - replaced); !fits) return fits.error();
  domain::Image image = input;
  image.address.folder = random_token(tools.random);
  image.address.folder = store::image::put(tx, account.id, image);
  return StoredImage{image.address, visible_images(tx, account, input.list)};
}

Result<Done> delete_image(WriteTx& tx, const Account& account,
                          const domain::ImageAddress& address) {
  const std::int64_t before = store::image::usage_without(tx, account.id, {}).bytes;
  if (!store::image::remove(tx, account.id, address)) return no_such_image();
  const std::int64_t after = store::image::usage_without(tx, account.id, {}).bytes;
  store::storage::add(tx, account.id, after - before);
  return Done{};
}

Result<ServedImage> serve_image(ReadTx& tx, const ImageRequest& request) {
  auto image = store::image::find(tx, request.address);
  if (!image) return no_such_image();
  ServedImage out{std::move(*image), {}, false};
  out.etag = fmt::format("\"{:x}\"", to_ms(out.image.created_at));
  // This comparison is weak (RFC 9110, 13.1.2). No etag is part of another etag.
  out.not_modified =
      request.if_none_match == "*" || request.if_none_match.find(out.etag) != std::string::npos;
  if (out.not_modified) return out;
  out.image.content = store::image::content(tx, request.address);
  // On PostgreSQL the image may be deleted between two statements of a reader.
  if (out.image.content.empty()) return no_such_image();
  return out;
}

}  // namespace usher::service
