#include "usher/client/oauth.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cctype>
#include <stdexcept>

#include "backoff.hpp"
#include "response.hpp"
#include "url.hpp"

namespace usher::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kLogOn = "/Authorization/OAuth/LogOn";
constexpr const char* kToken = "/Authorization/OAuth/Token";
constexpr const char* kRevoke = "/oauth/revoke";

// All attempts end within the 60 seconds in which a refresh token returns the same successor.
constexpr int kRefreshAttempts = 3;
constexpr milliseconds kTokenTimeout{15'000};
constexpr milliseconds kInitialBackoff{500};
constexpr seconds kMaxBackoff{3};

constexpr std::int64_t kMaxLifetime = std::int64_t{10} * 366 * 24 * 3600;

std::string base64url(const unsigned char* bytes, std::size_t size) {
  std::string out(4 * ((size + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
  out.resize(static_cast<std::size_t>(length));
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  out.erase(out.find_last_not_of('=') + 1);
  return out;
}

Secret random_text() {
  std::array<unsigned char, 32> bytes;
  if (RAND_bytes(bytes.data(), bytes.size()) != 1)
    throw std::runtime_error("the random generator failed");
  return Secret(base64url(bytes.data(), bytes.size()));
}

/// Returns whether the text is a valid token: visible ASCII, since it becomes a header's value.
bool is_token(std::string_view text) {
  for (const char c : text) {
    if (c <= 0x20 || c >= 0x7F) return false;
  }
  return !text.empty();
}

/// Returns whether the token type is Bearer; a missing type counts as Bearer.
bool is_bearer(std::string type) {
  for (char& c : type) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return type.empty() || type == "bearer";
}

}  // namespace

std::string pkce_challenge(std::string_view verifier) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  if (EVP_Digest(verifier.data(), verifier.size(), digest.data(), &size, EVP_sha256(), nullptr) !=
      1) {
    throw std::runtime_error("SHA-256 failed");
  }
  return base64url(digest.data(), size);
}

OAuth::OAuth(Application application, std::shared_ptr<Transport> transport,
             std::shared_ptr<Time> time)
    : application_{validated_base_url(application.base_url), std::move(application.client_id),
                   std::move(application.client_secret)},
      transport_(std::move(transport)),
      time_(std::move(time)) {}

AuthorizationRequest OAuth::authorization_url(const std::string& redirect_uri) const {
  AuthorizationRequest out;
  out.redirect_uri = redirect_uri;
  out.issuer = application_.base_url;
  out.state = random_text();
  out.verifier = random_text();
  out.url = application_.base_url + kLogOn + "?" +
            form_encode({{"response_type", "code"},
                         {"client_id", application_.client_id},
                         {"redirect_uri", redirect_uri},
                         {"state", out.state.reveal()},
                         {"code_challenge", pkce_challenge(out.verifier.reveal())},
                         {"code_challenge_method", "S256"}});
  return out;
}

Secret OAuth::code_from_redirect(std::string_view url, const AuthorizationRequest& request) {
  url = url.substr(0, url.find('#'));
  const std::size_t mark = url.find('?');
  const std::string_view query = mark == url.npos ? "" : url.substr(mark + 1);
  // The state is checked first, because the other parameters of a forged redirect are not
  // trustworthy.
  if (request.state.empty() || !(Secret(query_parameter(query, "state")) == request.state)) {
    throw OAuthError("the redirect does not belong to this sign-in", 0, "invalid_state", "");
  }
  // A code of one server must not be sent to another (RFC 9207).
  const std::string issuer = query_parameter(query, "iss");
  if (!issuer.empty() && issuer != request.issuer) {
    throw OAuthError("the redirect comes from another server", 0, "invalid_issuer", "");
  }
  const std::string error = query_parameter(query, "error");
  if (!error.empty()) {
    const std::string description = query_parameter(query, "error_description");
    std::string text = "the sign-in failed with " + one_line(error);
    if (!description.empty()) text += ": " + one_line(description);
    throw OAuthError(text, 0, error, description);
  }
  Secret code(query_parameter(query, "code"));
  if (code.empty()) throw ProtocolError("the redirect has neither a code nor an error");
  return code;
}

HttpRequest OAuth::request(const char* path, const Form& form) const {
  HttpRequest request;
  request.method = "POST";
  request.url = application_.base_url + path;
  request.body = form_encode(form);
  if (application_.client_secret.empty()) {
    // A public client sends its id in the form (RFC 6749, 3.2.1).
    *request.body += "&" + form_encode({{"client_id", application_.client_id}});
  } else {
    request.user = application_.client_id;
    request.password = application_.client_secret;
  }
  request.content_type = "application/x-www-form-urlencoded";
  request.timeout = kTokenTimeout;
  return request;
}

Tokens OAuth::tokens(const HttpRequest& request) {
  const boost::json::value body = parse_oauth_response(request, transport_->send(request));
  const std::string access = string_member(body, "access_token");
  const std::string refresh = string_member(body, "refresh_token");
  if (!is_token(access) || (!refresh.empty() && !is_token(refresh)) ||
      !is_bearer(string_member(body, "token_type"))) {
    throw ProtocolError(describe(request) + ": the response has no Bearer token");
  }
  std::int64_t lifetime = 0;
  if (const boost::json::value* found = body.as_object().if_contains("expires_in")) {
    boost::system::error_code ignored;
    lifetime = std::clamp<std::int64_t>(found->to_number<std::int64_t>(ignored), 0, kMaxLifetime);
  }
  return {Secret(access), Secret(refresh),
          std::chrono::floor<seconds>(time_->wall()) + seconds(lifetime)};
}

Tokens OAuth::exchange_code(const Secret& code, const AuthorizationRequest& request) {
  HttpRequest call = this->request(kToken, {{"grant_type", "authorization_code"},
                                            {"code", code.reveal()},
                                            {"redirect_uri", request.redirect_uri},
                                            {"code_verifier", request.verifier.reveal()}});
  call.at_most_once = true;
  return tokens(call);
}

Tokens OAuth::password_grant(const std::string& user_name, const Secret& password) {
  return tokens(request(
      kToken,
      {{"grant_type", "password"}, {"username", user_name}, {"password", password.reveal()}}));
}

Tokens OAuth::refresh(const Secret& refresh_token) {
  const HttpRequest call =
      request(kToken, {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token.reveal()}});
  Backoff backoff(kInitialBackoff, kMaxBackoff, *time_);
  for (int attempt = 1;; ++attempt) {
    milliseconds pause{};
    try {
      Tokens fresh = tokens(call);
      // A server that does not rotate refresh tokens may omit refresh_token (RFC 6749, 6).
      if (fresh.refresh.empty()) fresh.refresh = refresh_token;
      return fresh;
    } catch (const Error& error) {
      const bool too_long = error.retry_after().value_or(seconds{}) > kMaxBackoff;
      if (!error.temporary() || too_long || attempt >= kRefreshAttempts) throw;
      pause = backoff.next(error.retry_after());
    }
    time_->sleep(pause, {});
  }
}

void OAuth::revoke(const Secret& token) {
  const HttpRequest call = request(kRevoke, {{"token", token.reveal()}});
  parse_oauth_response(call, transport_->send(call));
}

}  // namespace usher::client
