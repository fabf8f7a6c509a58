#include "api/cookies.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/secret.hpp"
#include "base/text.hpp"

namespace usher::api {
namespace {

constexpr std::string_view kForm = "form";

bool is_form_key_value(std::string_view text) {
  return text.size() == 32 && std::all_of(text.begin(), text.end(), is_ascii_alphanumeric);
}

}  // namespace

std::string Cookies::full_name(std::string_view name) const {
  return fmt::format("{}usher-{}", secure_ ? "__Host-" : "", name);
}

std::string_view Cookies::get(const http::Request& request, std::string_view name) const {
  const std::string wanted = full_name(name);
  std::string_view cookies = request.header("Cookie");
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    const std::string_view pair = trim(cookies.substr(0, end));
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    if (pair.size() > wanted.size() && pair.starts_with(wanted) && pair[wanted.size()] == '=') {
      return pair.substr(wanted.size() + 1);
    }
  }
  return {};
}

std::pair<std::string, std::string> Cookies::set(std::string_view name, std::string_view value,
                                                 std::optional<std::chrono::seconds> life) const {
  std::string text = fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax", full_name(name), value);
  if (secure_) text += "; Secure";
  if (life) text += fmt::format("; Max-Age={}", life->count());
  return {"Set-Cookie", std::move(text)};
}

std::pair<std::string, std::string> Cookies::remove(std::string_view name) const {
  return set(name, "", std::chrono::seconds(0));
}

FormKey::FormKey(const Cookies& cookies, const http::Request& request, Random& random)
    : cookies_(cookies), value_(cookies.get(request, kForm)) {
  if (is_form_key_value(value_)) return;
  value_ = random_token(random);
  is_new_ = true;
}

bool FormKey::is(std::string_view given) const {
  return !is_new_ && constant_time_equal(given, value_);
}

std::optional<std::pair<std::string, std::string>> FormKey::header() const {
  if (!is_new_) return std::nullopt;
  return cookies_.set(kForm, value_);
}

}  // namespace usher::api
