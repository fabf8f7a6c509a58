/// What an application can ask about the images that messages show, and what anybody can.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "domain/mailing/image.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service::image {

/// The addresses of a list's images, the newest first; of list 0 those that all lists share.
struct List {
  struct Input {
    std::int64_t list = 0;
  };
  using Value = std::vector<domain::ImageAddress>;
  static constexpr std::string_view kMethod = "GetListImages";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Takes the place, and keeps the address, of an image with the same name in the same list.
/// `invalid` when the account has as many images as it can have.
struct Put {
  using Input = domain::Image;  ///< without a folder
  struct Value {
    domain::ImageAddress address;
    std::vector<domain::ImageAddress> all;  ///< as List answers them
  };
  static constexpr std::string_view kMethod = "AddListImage";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);

  Random& random;
};

/// The same for what all lists share, which the contract counts apart.
struct ListShared : List {
  static constexpr std::string_view kMethod = "GetSharedImages";
};
struct PutShared : Put {
  static constexpr std::string_view kMethod = "AddSharedImage";
};

/// Of any list.
struct Remove {
  using Input = domain::ImageAddress;
  struct Value {};
  static constexpr std::string_view kMethod = "DeleteImage";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// An image as anybody gets it who has its address; `not_found` for others.
struct Serve {
  struct Input {
    domain::ImageAddress address;
    std::string known;  ///< If-None-Match: what the caller has already
  };
  struct Value {
    domain::Image image;  ///< without its content when the caller has it
    std::string tag;      ///< tells this content from what has the same address another day
    bool is_known = false;
  };
  using Output = Result<Value>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

}  // namespace usher::service::image
