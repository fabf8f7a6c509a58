#include "api/published/mailing/image.hpp"

#include "api/published/path.hpp"
#include "domain/mailing/attachment.hpp"
#include "service/mailing/image.hpp"

namespace usher::api::published {
namespace {

using domain::ImageAddress;
using http::Format;
using http::Method;
using http::Request;

struct ImageBody {
  std::optional<std::string> Base64Data;
  std::optional<std::string> Data;  // an alias, documented for one published client
  std::optional<std::string> Name;
};
BOOST_DESCRIBE_STRUCT(ImageBody, (), (Base64Data, Data, Name))

Result<domain::Image> read_image(const Request& request, std::int64_t list) {
  auto body = read_body<ImageBody>(request);
  if (!body) return body.error();
  if (!body->Base64Data) body->Base64Data = std::move(body->Data);
  const auto name = domain::check_file_name(body->Name.value_or(""));
  if (!name) return name.error();
  auto content = domain::decode_upload(body->Base64Data.value_or(""));
  if (!content) return content.error();
  return domain::make_image(list, *name, std::move(*content));
}

Result<service::ImagesQuery> read_list_images_query(const Request& request) {
  return by_number<service::ImagesQuery>(request, "idList");
}

Result<service::ImagesQuery> read_shared_images_query(const Request&) {
  return service::ImagesQuery{};
}

Result<domain::Image> read_list_image(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  return read_image(request, path->at(0));
}

Result<domain::Image> read_shared_image(const Request& request) { return read_image(request, 0); }

Result<ImageAddress> read_image_address(const Request& request) {
  const auto path = read_bare_body<std::string>(request);
  if (!path) return path.error();
  auto address = domain::parse_image_address(*path);
  if (!address) return Error{Errc::not_found, "There is no such image."};
  return std::move(*address);
}

/// Writes shared images as URLs.
http::Response write_shared_images(Format format, const std::vector<ImageAddress>& images,
                                   const std::string& public_url) {
  std::vector<std::string> out;
  for (const ImageAddress& each : images) out.push_back(domain::url_of(each, public_url));
  return array_response(format, out);
}

/// Writes a list's images as Windows paths, as published clients expect.
http::Response write_list_images(Format format, const std::vector<ImageAddress>& images,
                                 const std::string& public_url) {
  std::vector<std::string> out;
  for (const ImageAddress& each : images) out.push_back(domain::windows_path_of(each, public_url));
  return array_response(format, out);
}

}  // namespace

void add_images(ResourceRoutes& routes, const std::string& url, Random& random) {
  using namespace service;
  const ImageTools tools{random};
  const auto write_found_shared_images = [url](Format format,
                                               const std::vector<ImageAddress>& found) {
    return write_shared_images(format, found, url);
  };
  const auto write_found_list_images = [url](Format format,
                                             const std::vector<ImageAddress>& found) {
    return write_list_images(format, found, url);
  };
  const auto write_stored_shared = [url](Format format, const StoredImage& stored) {
    return write_shared_images(format, stored.all, url);
  };
  const auto write_stored = [url](Format format, const StoredImage& stored) {
    return bare_response(format, domain::windows_path_of(stored.address, url));
  };
  routes
      .add<&list_images>("GetSharedImages", Method::get, "Images", read_shared_images_query,
                         write_found_shared_images)
      .add<&list_images>("GetListImages", Method::get, "List/{idList}/Images",
                         read_list_images_query, write_found_list_images)
      .add<&delete_image>("DeleteImage", Method::delete_, "Images", read_image_address,
                          write_empty<Done>)
      .set_body_limit(kUploadLimit)
      .add<&put_image>("AddSharedImage", Method::post, "Images", read_shared_image,
                       write_stored_shared, tools)
      .add<&put_image>("AddListImage", Method::post, "List/{idList}/Images", read_list_image,
                       write_stored, tools)
      .set_body_limit(http::Route{}.body_limit);
}

}  // namespace usher::api::published
