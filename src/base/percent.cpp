#include "base/percent.hpp"

#include <boost/url/encode.hpp>

#include "base/text.hpp"

namespace usher {
namespace {

/// A character set with the interface that Boost.URL requires.
struct AlphanumericsAnd {
  std::string_view kept;
  bool operator()(char c) const noexcept {
    return is_ascii_alphanumeric(c) || kept.find(c) != std::string_view::npos;
  }
};

}  // namespace

std::string percent_encode(std::string_view text, HexCase hex_case, std::string_view kept) {
  boost::urls::encoding_opts options;
  options.lower_case = hex_case == HexCase::lower;
  return boost::urls::encode(text, AlphanumericsAnd{kept}, options);
}

}  // namespace usher
