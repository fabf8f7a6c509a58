#include "api/published/mailing/image.hpp"

#include "api/published/path.hpp"
#include "domain/mailing/attachment.hpp"
#include "service/mailing/image.hpp"

namespace usher::api::console {
namespace {

using domain::ImageAddress;
using http::Format;
using http::Method;
using http::Request;

struct ImageBody {
  std::optional<std::string> Base64Data;
  std::optional<std::string> Data;  // the name in one client's documentation
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

Result<service::ImagesQuery> read_list(const Request& request) {
  return by_number<service::ImagesQuery>(request, "idList");
}

Result<service::ImagesQuery> read_shared(const Request&) { return service::ImagesQuery{}; }

Result<domain::Image> read_put(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  return read_image(request, path->at(0));
}

Result<domain::Image> read_put_shared(const Request& request) { return read_image(request, 0); }

Result<ImageAddress> read_delete(const Request& request) {
  const auto path = read_bare_body<std::string>(request);
  if (!path) return path.error();
  auto address = domain::parse_image_address(*path);
  if (!address) return Error{Errc::not_found, "There is no such image."};
  return std::move(*address);
}

/// Writes shared images as URLs.
http::Response write_shared(Format format, const std::vector<ImageAddress>& images,
                            const std::string& public_url) {
  std::vector<std::string> out;
  for (const ImageAddress& each : images) out.push_back(domain::url_of(each, public_url));
  return array_reply(format, out);
}

/// Writes a list's images as Windows paths, as published clients expect.
http::Response write_of_list(Format format, const std::vector<ImageAddress>& images,
                             const std::string& public_url) {
  std::vector<std::string> out;
  for (const ImageAddress& each : images) out.push_back(domain::windows_path_of(each, public_url));
  return array_reply(format, out);
}

}  // namespace

void add_images(Resources& resources, const std::string& url, Random& random) {
  using namespace service;
  const std::string shared = "Images";
  const std::string of_list = "List/{idList}/Images";
  const ImageTools tools{random};
  const auto write_shared_list = [url](Format format, const std::vector<ImageAddress>& found) {
    return write_shared(format, found, url);
  };
  const auto write_list = [url](Format format, const std::vector<ImageAddress>& found) {
    return write_of_list(format, found, url);
  };
  const auto write_stored_shared = [url](Format format, const StoredImage& stored) {
    return write_shared(format, stored.all, url);
  };
  const auto write_stored = [url](Format format, const StoredImage& stored) {
    return bare_reply(format, domain::windows_path_of(stored.address, url));
  };
  resources
      .add<&list_images>("GetSharedImages", Method::get, shared, read_shared, write_shared_list)
      .add<&list_images>("GetListImages", Method::get, of_list, read_list, write_list)
      .add<&delete_image>("DeleteImage", Method::delete_, shared, read_delete, write_empty<Done>)
      .bodies(kUploadLimit)
      .add<&put_image>("AddSharedImage", Method::post, shared, read_put_shared, write_stored_shared,
                       tools)
      .add<&put_image>("AddListImage", Method::post, of_list, read_put, write_stored, tools)
      .bodies(http::Route{}.body_limit);
}

}  // namespace usher::api::console
