#include "service/mailing/image.hpp"

#include <fmt/format.h>

#include "service/mailing/mailing_list.hpp"
#include "store/mailing/image.hpp"

namespace usher::service::image {
namespace {

using domain::Account;
using domain::Image;
using Tx = store::WriteTx;

Result<void> need_list(Tx& tx, const Account& account, std::int64_t list) {
  if (list == 0) return {};
  const auto found = mailing_list::need(tx, account, list);
  if (!found) return found.error();
  return {};
}

}  // namespace

Result<List::Value> List::operator()(Tx& tx, const Account& account, const Input& input) {
  if (auto list = need_list(tx, account, input.list); !list) return list.error();
  return store::image::addresses(tx, account.id, input.list);
}

Result<Put::Value> Put::operator()(Tx& tx, const Account& account, const Input& input) {
  if (auto list = need_list(tx, account, input.list); !list) return list.error();
  const store::image::Usage stock = store::image::usage_without(tx, account.id, input);
  const auto size = static_cast<std::int64_t>(input.content.size());
  if (stock.images >= domain::kMaxImages || stock.bytes + size > domain::kMaxAllImageBytes) {
    return Error{Errc::invalid,
                 fmt::format("An account can have {} images of {} bytes together: delete some.",
                             domain::kMaxImages, domain::kMaxAllImageBytes)};
  }
  Image image = input;
  image.address.folder = random_token(random);
  image.address.folder = store::image::put(tx, account.id, image);
  return Value{image.address, store::image::addresses(tx, account.id, input.list)};
}

Result<Remove::Value> Remove::operator()(Tx& tx, const Account& account, const Input& address) {
  if (store::image::remove(tx, account.id, address)) return Value{};
  return Error{Errc::not_found, "There is no such image."};
}

Serve::Output Serve::operator()(Tx& tx, const Input& input) {
  auto image = store::image::find(tx, input.address);
  if (!image) return Error{Errc::not_found, "There is no such image."};
  Value out{std::move(*image), {}, false};
  out.tag = fmt::format("\"{:x}\"", to_ms(out.image.created_at));
  // A weak comparison (RFC 9110, 13.1.2); no tag of ours is part of another one.
  out.is_known = input.known == "*" || input.known.find(out.tag) != std::string::npos;
  if (out.is_known) return out;
  out.image.content = store::image::content(tx, input.address);
  // On PostgreSQL it may have gone since.
  if (out.image.content.empty()) return Error{Errc::not_found, "There is no such image."};
  return out;
}

}  // namespace usher::service::image
