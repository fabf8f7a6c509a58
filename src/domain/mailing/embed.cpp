#include "domain/mailing/embed.hpp"

#include "base/text.hpp"
#include "domain/mailing/html.hpp"
#include "domain/mailing/html_reference.hpp"

namespace usher::domain {
namespace {

/// Returns the address of an image on this server, nullopt if the image is elsewhere.
std::optional<ImageAddress> own_image(std::string_view value, std::string_view public_url) {
  const std::string url = unescape_html_attribute(value);
  std::string_view rest = trim(url);
  if (!rest.starts_with(public_url)) return std::nullopt;
  rest.remove_prefix(public_url.size());
  if (!rest.starts_with(kImagePath)) return std::nullopt;
  return parse_image_address(rest);
}

class Embedding {
 public:
  Embedding(std::string_view html, std::string_view public_url, const ContentIdOf& content_id_of)
      : html_(html), public_url_(public_url), content_id_of_(content_id_of) {}

  std::string run() {
    HtmlTag tag;
    for (std::size_t at = 0; next_html_tag(html_, at, tag); at = tag.end) {
      if (!tag.closing && ascii_iequals(tag.name, "img")) read_image(tag);
    }
    return out_.append(html_.substr(written_));
  }

 private:
  void read_image(const HtmlTag& tag) {
    HtmlAttribute attribute;
    for (std::size_t at = tag.attributes; next_html_attribute(html_, tag.end, at, attribute);) {
      if (!ascii_iequals(attribute.name, "src")) continue;
      const std::size_t length = attribute.value_end - attribute.value_begin;
      const auto address = own_image(html_.substr(attribute.value_begin, length), public_url_);
      const auto id = address ? content_id_of_(*address) : std::nullopt;
      if (id) {
        out_.append(html_.substr(written_, attribute.value_begin - written_));
        out_.append("cid:").append(*id);
        written_ = attribute.value_end;
      }
      return;
    }
  }

  const std::string_view html_;
  const std::string_view public_url_;
  const ContentIdOf& content_id_of_;
  std::string out_;
  std::size_t written_ = 0;
};

}  // namespace

std::string embed_images(std::string_view html, std::string_view public_url,
                         const ContentIdOf& content_id_of) {
  return Embedding(html, public_url, content_id_of).run();
}

}  // namespace usher::domain
