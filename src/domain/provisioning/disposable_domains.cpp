#include "domain/provisioning/disposable_domains.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "base/embedded_file.hpp"

namespace usher::domain {

/// Returns the file of tools/disposable_domains: one domain per line, sorted bytewise.
std::span<const EmbeddedFile> embedded_disposable_domains();

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

bool is_disposable(std::string_view domain) {
  static const std::vector<std::string_view> listed =
      lines_of(embedded_disposable_domains().front().text);
  while (true) {
    if (std::binary_search(listed.begin(), listed.end(), domain)) return true;
    const std::size_t dot = domain.find('.');
    if (dot == std::string_view::npos) return false;
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace usher::domain
