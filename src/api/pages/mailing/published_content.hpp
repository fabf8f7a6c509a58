/// Public content of messages: images, and messages published on the web. Addresses cannot be
/// guessed and need no sign-in. Uploaded content can run no script and read no other page.
#pragma once

#include "api/pages/mailing/image_copies.hpp"
#include "http/router.hpp"
#include "service/mailing/image.hpp"
#include "service/mailing/message.hpp"
#include "service/operation.hpp"

namespace usher::api::pages {

class PublishedRoutes {
 public:
  /// References must outlive the routes.
  PublishedRoutes(store::Store& store, const service::PublicationTools& tools)
      : store_(store), tools_(tools) {}

  /// Answers `/files/{folder}/{name}`.
  http::Task<http::Response> image(const http::Request& request);
  /// Answers `/online/{token}`.
  http::Task<http::Response> message(const http::Request& request);

 private:
  store::Store& store_;
  const service::PublicationTools tools_;
  ImageCopies copies_;
};

}  // namespace usher::api::pages
