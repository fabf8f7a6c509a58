// Parses any bytes as the JSON and the XML body of an import. Checks that the result is an error,
// or rows that the database returns unchanged.
#include <cstdint>

#include "api/published/mailing/recipient_item.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "domain/mailing/recipient_rows.hpp"

namespace {

using usher::domain::GivenRecipient;

void check(const std::string& chunk) {
  CHECK(usher::is_utf8(chunk));
  std::string again;
  for (const GivenRecipient& row : usher::domain::parse_import_rows(chunk)) {
    CHECK(row.email && !row.email->empty());
    usher::domain::append_row(again, row);
    const std::string fields = usher::domain::fields_text(row.fields);
    CHECK(usher::domain::fields_text(usher::domain::parse_fields(fields)) == fields);
  }
  CHECK(again == chunk);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  for (const auto format : {usher::http::Format::json, usher::http::Format::xml}) {
    usher::domain::RecipientRows rows;
    const auto add = [&rows](const usher::api::wire::Node& node) {
      auto row = usher::api::published::read_recipient(node);
      if (row) rows.add(std::move(*row));
    };
    usher::api::wire::parse_items(format, body, add);
    for (const std::string& chunk : rows.chunks()) check(chunk);
  }
  return 0;
}
