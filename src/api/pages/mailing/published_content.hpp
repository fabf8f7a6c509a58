/// What messages show to whoever reads them: images, and messages that are online. Nobody signs in;
/// addresses can't be guessed. What applications have uploaded runs nothing here, and sees nothing.
#pragma once

#include "http/router.hpp"
#include "service/endpoint.hpp"
#include "service/mailing/image.hpp"
#include "service/mailing/message.hpp"

namespace usher::api::pages {

class PublishedRoutes {
 public:
  PublishedRoutes(service::Endpoint<service::image::Serve>& image,
                  service::Endpoint<service::message::ReadOnline>& message)
      : image_(image), message_(message) {}

  /// `/files/{folder}/{name}`
  http::Task<http::Response> image(const http::Request& request);
  /// `/online/{token}`
  http::Task<http::Response> message(const http::Request& request);

 private:
  service::Endpoint<service::image::Serve>& image_;
  service::Endpoint<service::message::ReadOnline>& message_;
};

}  // namespace usher::api::pages
