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
  std::int64_t list = 0;  ///< the number of the list; 0: the images that all lists share
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
  std::vector<domain::ImageAddress> all;  ///< the result of list_images()
};
/// Stores an image; its folder is ignored. Replaces an image of the list with the same name, whose
/// address stays. Returns `invalid` if the account's limits would be exceeded.
Result<StoredImage> put_image(store::WriteTx& tx, const ImageTools& tools,
                              const domain::Account& account, const domain::Image& input);

/// Deletes an image of any list of the account by its address.
Result<Done> delete_image(store::WriteTx& tx, const domain::Account& account,
                          const domain::ImageAddress& address);

struct ImageRequest {
  domain::ImageAddress address;
  std::string if_none_match;  ///< the request's If-None-Match (RFC 9110, 13.1.2)
};
struct ServedImage {
  domain::Image image;  ///< the image; without content if `not_modified`
  std::string etag;     ///< the ETag, which changes with the content
  bool not_modified = false;
};
/// Returns an image without authorization. Returns `not_found` if the image does not exist or its
/// account has expired.
Result<ServedImage> serve_image(store::ReadTx& tx, const ImageRequest& request);

}  // namespace usher::service
