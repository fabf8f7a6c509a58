#include "main/demo_access.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "usher/client/client.hpp"

namespace usher {
namespace {

/// The length in bytes to which response bodies are truncated to fit a terminal.
constexpr std::size_t kMaxShownBody = 100;

/// Prints the requests of the client library and their responses.
class PrintingTransport final : public client::Transport {
 public:
  PrintingTransport(const Style& style, const std::string& base_url)
      : style_(style), base_(base_url.size()), inner_(client::curl_transport()) {}

  client::HttpResponse send(const client::HttpRequest& request) override {
    const auto answer = inner_->send(request);
    const std::string status = std::to_string(answer.status);
    fmt::print("{} {} {}  {}\n", style_.bold(request.method), request.url.substr(base_),
               request.bearer.empty() ? style_.quiet(form_of(request)) : "",
               answer.status == 200 ? style_.good(status) : style_.bold(status));
    fmt::print("   {}\n", style_.quiet(part_of(answer.body)));
    std::fflush(stdout);
    return answer;
  }

 private:
  /// Returns the first field of a form. The other fields are secrets.
  static std::string form_of(const client::HttpRequest& request) {
    const std::string body = request.body.value_or("");
    return body.starts_with("grant_type=") ? body.substr(0, body.find('&')) + "&…" : "";
  }
  static std::string part_of(const std::string& body) {
    return body.size() <= kMaxShownBody ? body : body.substr(0, kMaxShownBody) + "…";
  }

  const Style& style_;
  const std::size_t base_;
  const std::shared_ptr<client::Transport> inner_;
};

void show_lists(const Style& style, const boost::json::value& lists) {
  for (const boost::json::value& list : lists.at("Items").as_array()) {
    fmt::print("   {}  list {}: {}\n", style.good("✓"), list.at("idList").as_int64(),
               list.at("Name").as_string().c_str());
  }
}

}  // namespace

bool show_access(const Style& style, const client::Application& application,
                 const DemoCredentials& credentials) {
  fmt::print("\n{}\n\n", style.bold("The application uses the account"));
  const auto transport = std::make_shared<PrintingTransport>(style, application.base_url);
  try {
    client::OAuth oauth(application, transport);
    const client::Tokens tokens =
        oauth.password_grant(credentials.user_name, client::Secret(credentials.password));
    client::Session session(application, std::make_shared<client::MemoryTokenStore>(), transport);
    session.adopt(tokens);
    session.get("Console/Authentication/Info");
    fmt::print(
        "\n   The access token expires after two seconds here (usually an hour). Waiting …\n\n");
    std::fflush(stdout);
    std::this_thread::sleep_until(tokens.expires_at + std::chrono::seconds(1));
    show_lists(style, session.get("Console/User/Lists"));
    return true;
  } catch (const std::exception& error) {
    fmt::print(stderr, "usher: {}\n", error.what());
    return false;
  }
}

}  // namespace usher
