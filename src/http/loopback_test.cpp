#include "http/loopback_test.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace usher::http {
namespace {

Response text(std::string body) { return {200, "text/plain", std::move(body), {}}; }

Task<Response> hello(const Request&) { co_return text("hello"); }

Task<Response> echo(const Request& request) {
  co_return text(std::string(request.body) + "|" + std::string(request.query) + "|" +
                 std::string(request.header("X-Note")));
}

Task<Response> item(const Request& request) {
  co_return text(std::string(request.path_parameters.at(0)) + "|" + std::string(request.body) +
                 "|" + std::string(request.peer) + (request.tls ? "|tls" : ""));
}

Task<Response> unavailable(const Request&) {
  throw Unavailable("the database is on fire");
  co_return Response{};
}

Task<Response> broken(const Request&) {
  throw std::runtime_error("secret detail");
  co_return Response{};
}

Task<Response> strange(const Request&) {
  throw 42;
  co_return Response{};
}

Task<Response> big(const Request&) { co_return text(std::string(1024 * 1024, 'b')); }

Task<Response> upload(const Request& request) {
  co_return text(std::to_string(request.party) + "|" + std::to_string(request.body.size()) + "|" +
                 std::string(request.path));
}

Task<Admission> admit_upload(const Request& request) {
  Admission out;
  if (request.header("X-Token").empty()) {
    out.refusal = text("no token");
    out.refusal->status = 401;
  } else {
    out.party = std::stoll(std::string(request.header("X-Token")));
  }
  co_return out;
}

Task<Response> sneaky(const Request&) {
  Response response = text("sneaky");
  response.headers = {{"X-Bad", "a\r\nX-Injected: 1"}, {"X-Good", "yes"}};
  co_return response;
}

Response render(const Route* route, std::string_view accept, int status, std::string_view text) {
  const std::string name = route == nullptr ? "none" : route->name;
  return {status, "text/error", name + "|" + std::string(accept) + "|" + std::string(text), {}, {}};
}

}  // namespace

Answer take_answer(std::string& bytes, bool head_only) {
  Answer answer;
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return answer;
  for (std::size_t at = bytes.find("\r\n") + 2; at < end + 2;) {
    const std::size_t line_end = bytes.find("\r\n", at);
    const std::string line = bytes.substr(at, line_end - at);
    const std::size_t colon = line.find(": ");
    answer.headers[ascii_lower(line.substr(0, colon))] = line.substr(colon + 2);
    at = line_end + 2;
  }
  const auto length = answer.headers.find("content-length");
  const bool bodyless = head_only || length == answer.headers.end();
  const std::size_t size = bodyless ? 0 : std::stoul(length->second);
  if (bytes.size() < end + 4 + size) return {};
  answer.body = bytes.substr(end + 4, size);
  answer.status = std::stoi(bytes.substr(9, 3));
  bytes.erase(0, end + 4 + size);
  return answer;
}

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval timeout{10, 0};
  const int on = 1;
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
}

Client::~Client() { ::close(socket_); }

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server has closed; the test checks its response
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string Client::read() {
  std::string chunk(64 * 1024, '\0');
  const auto received = ::recv(socket_, chunk.data(), chunk.size(), 0);
  chunk.resize(received > 0 ? static_cast<std::size_t>(received) : 0);
  return chunk;
}

Answer Client::receive(bool head_only) {
  for (;;) {
    const Answer answer = take_answer(bytes_, head_only);
    if (answer.status != 0) return answer;
    const std::string chunk = read();
    if (chunk.empty()) return {};
    bytes_ += chunk;
  }
}

bool Client::at_end() {
  char byte;
  return bytes_.empty() && ::recv(socket_, &byte, 1, 0) == 0;
}

void WaitingRoom::enter(Completion& completion) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(&completion);
  entered_.notify_all();
}

std::vector<Completion*> WaitingRoom::take(std::size_t count) {
  std::unique_lock lock(mutex_);
  CHECK(
      entered_.wait_for(lock, std::chrono::seconds(10), [&] { return waiting_.size() >= count; }));
  return std::exchange(waiting_, {});
}

TestServer::TestServer(const ServerOptions& options)
    : router_(routes()),
      server_(std::make_unique<Server>(options, router_, render, log_, metrics_)) {
  server_->start();
}

std::vector<Route> TestServer::routes() {
  const auto wait = [this](const Request& request) -> Task<Response> {
    waiting_request_ = &request;
    co_await suspend([this](Completion& completion) { waiting_.enter(completion); });
    co_return text("waited " + std::string(request.query));
  };
  return {{Method::get, "/hello", "hello", hello},
          {Method::post, "/echo", "echo", echo},
          {Method::put, "/small", "small", echo, 10},
          {Method::get, "/item/{id}", "item", item},
          {Method::post, "/item/{id}", "item_post", item, 1024 * 1024},
          {Method::post, "/upload", "upload", upload, 1024 * 1024, admit_upload},
          {Method::get, "/wait", "wait", wait},
          {Method::get, "/big", "big", big},
          {Method::get, "/unavailable", "unavailable", unavailable},
          {Method::get, "/broken", "broken", broken},
          {Method::get, "/strange", "strange", strange},
          {Method::get, "/sneaky", "sneaky", sneaky}};
}

}  // namespace usher::http
