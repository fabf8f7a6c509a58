/// Operations on the images that messages show, and their delivery to readers.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "domain/mailing/image.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct ImagesQuery {
  std::int64_t list = 0;  ///< 0: the images that all lists share
};
/// Returns the addresses of a list's images, newest first.
Result<std::vector<domain::ImageAddress>> list_images(store::ReadTx& tx,
                                                      const domain::Account& account,
                                                      const ImagesQuery& query);

struct ImageTools {
  Random& random;
};
struct StoredImage {
  domain::ImageAddress address;
  std::vector<domain::ImageAddress> all;  ///< as list_images() returns them
};
/// Stores an image; its folder is ignored. An image with the same name in the same list is replaced
/// and keeps its address. `invalid` over the account's limits.
Result<StoredImage> put_image(store::WriteTx& tx, const ImageTools& tools,
                              const domain::Account& account, const domain::Image& input);

/// Deletes an image of any list of the account.
Result<Done> delete_image(store::WriteTx& tx, const domain::Account& account,
                          const domain::ImageAddress& address);

struct ImageRequest {
  domain::ImageAddress address;
  std::string if_none_match;  ///< the request's header (RFC 9110, 13.1.2)
};
struct ServedImage {
  domain::Image image;  ///< without content if not modified
  std::string etag;     ///< changes with the content
  bool not_modified = false;
};
/// Returns an image without any authorization. `not_found` also for expired accounts.
Result<ServedImage> serve_image(store::ReadTx& tx, const ImageRequest& request);

}  // namespace usher::service
