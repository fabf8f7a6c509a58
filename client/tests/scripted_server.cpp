#include "scripted_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <stdexcept>

namespace usher::client::test {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Reads until `pending` has `size` bytes. Returns false if the connection is closed.
bool fill(int connection, std::string& pending, std::size_t size) {
  char chunk[16384];
  while (pending.size() < size) {
    const ssize_t got = ::recv(connection, chunk, sizeof chunk, 0);
    if (got <= 0) return false;
    pending.append(chunk, static_cast<std::size_t>(got));
  }
  return true;
}

Seen head_of(const std::string& text) {
  Seen seen;
  std::size_t line = text.find("\r\n");
  const std::string first = text.substr(0, line);
  const std::size_t space = first.find(' ');
  seen.method = first.substr(0, space);
  seen.target = first.substr(space + 1, first.rfind(' ') - space - 1);
  while (line + 2 < text.size()) {
    const std::size_t end = std::min(text.find("\r\n", line + 2), text.size());
    const std::string header = text.substr(line + 2, end - line - 2);
    const std::size_t colon = header.find(": ");
    if (colon != header.npos)
      seen.headers[lower(header.substr(0, colon))] = header.substr(colon + 2);
    line = end;
  }
  return seen;
}

bool read_request(int connection, std::string& pending, Seen& out) {
  std::size_t end;
  while ((end = pending.find("\r\n\r\n")) == pending.npos) {
    if (!fill(connection, pending, pending.size() + 1)) return false;
  }
  out = head_of(pending.substr(0, end));
  pending.erase(0, end + 4);
  const auto length = out.headers.find("content-length");
  const std::size_t size = length == out.headers.end() ? 0 : std::stoul(length->second);
  if (!fill(connection, pending, size)) return false;
  out.body = pending.substr(0, size);
  pending.erase(0, size);
  return true;
}

bool send_all(int connection, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t more = ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += static_cast<std::size_t>(more);
  }
  return true;
}

std::string bytes_of(const Reply& reply) {
  std::string out = "HTTP/1.1 " + std::to_string(reply.status) +
                    " x\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\n";
  if (!reply.keep) out += "Connection: close\r\n";
  for (const std::string& header : reply.headers) out += header + "\r\n";
  return out + "\r\n" + reply.body;
}

}  // namespace

ScriptedServer::ScriptedServer(std::function<Reply(const Seen&)> script)
    : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("can't listen on a loopback port");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);  // wakes the accepting thread
  acceptor_.join();
  served_.clear();
  ::close(listener_);
}

std::vector<Seen> ScriptedServer::seen() {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void ScriptedServer::accept_all() {
  for (;;) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    ++connections_;
    served_.emplace_back([this, connection] { serve(connection); });
  }
}

void ScriptedServer::serve(int connection) {
  const timeval limit{5, 0};
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string pending;
  for (bool keep = true; keep;) {
    Seen seen;
    if (!read_request(connection, pending, seen)) break;
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(seen);
    }
    const Reply reply = script_(seen);
    keep = !reply.lose && send_all(connection, bytes_of(reply)) && reply.keep;
  }
  ::close(connection);
}

std::function<Reply(const Seen&)> in_turn(std::vector<Reply> replies) {
  struct State {
    std::mutex mutex;
    std::vector<Reply> replies;
    std::size_t next = 0;
  };
  auto state = std::make_shared<State>();
  state->replies = std::move(replies);
  return [state](const Seen&) {
    const std::lock_guard lock(state->mutex);
    const Reply reply = state->replies[state->next];
    if (state->next + 1 < state->replies.size()) ++state->next;
    return reply;
  };
}

}  // namespace usher::client::test
