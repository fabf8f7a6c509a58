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
using service::image::List;
using service::image::ListShared;
using service::image::Put;
using service::image::PutShared;
using service::image::Remove;

struct ImageBody {
  std::optional<std::string> Base64Data;
  std::optional<std::string> Data;  // as one client's documentation calls it
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

Result<List::Input> read_list(const Request& request) {
  return by_number<List::Input>(request, "idList");
}

Result<Put::Input> read_put(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  return read_image(request, path->at(0));
}

Result<Put::Input> read_put_shared(const Request& request) { return read_image(request, 0); }

Result<Remove::Input> read_remove(const Request& request) {
  const auto path = read_bare_body<std::string>(request);
  if (!path) return path.error();
  auto address = domain::parse_image_address(*path);
  if (!address) return Error{Errc::not_found, "There is no such image."};
  return std::move(*address);
}

/// Shared images as addresses that a message can have as they are.
http::Response write_shared(Format format, const std::vector<ImageAddress>& images,
                            const std::string& public_url) {
  std::vector<std::string> out;
  for (const ImageAddress& each : images) out.push_back(domain::url_of(each, public_url));
  return array_reply(format, out);
}

/// A list's images as published clients know them.
http::Response write_of_list(Format format, const std::vector<ImageAddress>& images,
                             const std::string& public_url) {
  std::vector<std::string> out;
  for (const ImageAddress& each : images) out.push_back(domain::windows_path_of(each, public_url));
  return array_reply(format, out);
}

}  // namespace

void add_images(ResourceRoutes& routes, const std::string& url, Random& random) {
  const std::string of_list = "List/{idList}/Images";
  routes
      .add<ListShared>(Method::get, "Images", no_input<ListShared>,
                       [url](Format format, const List::Value& found) {
                         return write_shared(format, found, url);
                       })
      .add<List>(Method::get, of_list, read_list,
                 [url](Format format, const List::Value& found) {
                   return write_of_list(format, found, url);
                 })
      .add<Remove>(Method::delete_, "Images", read_remove, write_nothing<Remove>)
      .set_body_limit(kUploadLimit)
      .add<PutShared>(
          Method::post, "Images", read_put_shared,
          [url](Format format, const Put::Value& put) {
            return write_shared(format, put.all, url);
          },
          random)
      .add<Put>(
          Method::post, of_list, read_put,
          [url](Format format, const Put::Value& put) {
            return bare_reply(format, domain::windows_path_of(put.address, url));
          },
          random)
      .set_body_limit(http::Route{}.body_limit);
}

}  // namespace usher::api::published
