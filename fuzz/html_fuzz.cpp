// Composes a newsletter from any bytes: merged texts keep within the bound that was computed for
// them, and HTML without placeholders is not changed.
#include <cstdint>

#include "base/check.hpp"
#include "base/text.hpp"
#include "domain/mailing/html_text.hpp"
#include "domain/mailing/merge_html.hpp"
#include "domain/mailing/newsletter.hpp"

namespace {

void check(const usher::domain::MergeText& text) {
  const usher::domain::RecipientFields fields{{1, "\"<&'>"}, {4, std::string(200, '"')}};
  const std::string url = "https://u.example/1";
  const std::string out =
      usher::domain::merge(text, {"a@example.com", "N", fields, {}, url, url, [&url](int link) {
                                    return url + std::to_string(link);
                                  }});
  CHECK(out.size() <= usher::domain::max_merged_size(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  usher::domain::Message message;
  message.subject = "s";
  message.content = bytes;
  message.pre_header = bytes.substr(0, 100);
  message.tracking.enabled = true;
  const auto newsletter = usher::domain::compose_newsletter(
      message, usher::domain::html_document(message), "list", usher::domain::Language::en);
  check(newsletter.html);
  check(newsletter.text);
  // Without tracking and values, the HTML is returned unchanged by the reader.
  std::string literal;
  for (const auto& piece : usher::domain::parse_merge_html(bytes, {}).pieces) {
    if (piece.kind != usher::domain::MergePiece::Kind::text) return 0;
    literal += piece.text;
  }
  CHECK(literal == bytes);
  if (usher::is_utf8(bytes)) CHECK(usher::is_utf8(usher::domain::text_of_html(bytes)));
  return 0;
}
