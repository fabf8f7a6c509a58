// Parses any bytes as a JSON body. Checks that the result is an error, or a document that is
// unchanged after writing and parsing.
#include <cstdint>

#include "api/wire/json.hpp"
#include "api/wire/read.hpp"
#include "base/check.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"

namespace usher::api::wire {

struct Sample {
  std::optional<std::string> Company;
  std::optional<std::int64_t> Id;
  std::optional<bool> IsUSA;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (Company, Id, IsUSA))

}  // namespace usher::api::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace usher;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto node = api::wire::parse(http::Format::json, body);
  if (!node) return 0;
  std::vector<domain::FieldProblem> problems;
  const auto sample = api::wire::read<api::wire::Sample>(*node, problems);
  if (sample.Company) {
    CHECK(is_utf8(*sample.Company));
    std::string text;
    append_json_string(text, *sample.Company);
    const auto back = api::wire::parse_json(text);
    CHECK(back && back->text == *sample.Company);
  }
  return 0;
}
