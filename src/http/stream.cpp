#include "http/stream.hpp"

#include <openssl/err.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <climits>

namespace usher::http {
namespace {

int clamp(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

}  // namespace

Stream::Stream(Socket socket, std::shared_ptr<const TlsContext> tls)
    : tls_(std::move(tls)), socket_(std::move(socket)), descriptor_(socket_.native_handle()) {
  boost::system::error_code ignored;  // a broken socket fails at the first read
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  if (tls_) ssl_ = tls_->open(descriptor_);
}

bool Stream::is_disconnected() const noexcept {
  pollfd request{descriptor_, POLLRDHUP, 0};
  return ::poll(&request, 1, 0) == 1;
}

bool Stream::has_input() const noexcept {
  if (ssl_ && SSL_has_pending(ssl_.get()) == 1) return true;
  pollfd request{descriptor_, POLLIN, 0};
  return ::poll(&request, 1, 0) == 1;
}

void Stream::cancel() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Stream::abort() {
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.cancel(ignored);
}

Stream::Read Stream::read_some(std::span<char> buffer) { return Read(*this, buffer, false); }
Stream::Read Stream::read_raw(std::span<char> buffer) { return Read(*this, buffer, true); }
Stream::Write Stream::write(std::string_view head, std::string_view body) {
  return Write(*this, head, body);
}
Stream::Handshake Stream::handshake() { return Handshake(*this); }

void Stream::shutdown_send() {
  ERR_clear_error();
  // SSL_shutdown is invalid after a fatal error and useless before the handshake is complete.
  if (ssl_ && SSL_is_init_finished(ssl_.get()) == 1) SSL_shutdown(ssl_.get());
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

Stream::Want Stream::interpret(int returned, IoResult& result) {
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_NONE:
      result.bytes = static_cast<std::size_t>(returned);
      return Want::nothing;
    case SSL_ERROR_WANT_READ:
      return Want::read;
    case SSL_ERROR_WANT_WRITE:
      return Want::write;
    case SSL_ERROR_ZERO_RETURN:
      result.error = asio::error::eof;
      return Want::nothing;
    default:
      break;
  }
  result.error = asio::error::connection_aborted;
  // After a fatal error SSL_shutdown must not send.
  SSL_set_quiet_shutdown(ssl_.get(), 1);
  return Want::nothing;
}

void Stream::Operation::wait() {
  const auto direction = want_ == Want::read ? Socket::wait_read : Socket::wait_write;
  stream_.socket_.async_wait(direction, [this](const boost::system::error_code& error) {
    result_.error = error;
    if (!error) want_ = attempt();
    if (!error && want_ != Want::nothing) {
      wait();
    } else {
      frame_.resume();
    }
  });
}

void Stream::Read::await_suspend(std::coroutine_handle<> frame) {
  frame_ = frame;
  if (raw_) {
    stream_.socket_.async_read_some(asio::buffer(buffer_.data(), buffer_.size()),
                                    [this](const boost::system::error_code& error, std::size_t n) {
                                      result_ = {error, n};
                                      stream_.transferred_ += n;
                                      frame_.resume();
                                    });
    return;
  }
  // Without bytes buffered in OpenSSL, an attempt would be a wasted system call.
  want_ = SSL_has_pending(stream_.ssl_.get()) == 1 ? attempt() : Want::read;
  if (want_ != Want::nothing) {
    wait();
  } else {
    asio::post(stream_.socket_.get_executor(), [frame] { frame.resume(); });
  }
}

Stream::Want Stream::Read::attempt() {
  ERR_clear_error();
  SSL* const ssl = stream_.ssl_.get();
  const Want want =
      stream_.interpret(SSL_read(ssl, buffer_.data(), clamp(buffer_.size())), result_);
  stream_.transferred_ += result_.bytes;
  return want;
}

Stream::Want Stream::Write::attempt() {
  Want want = Want::nothing;
  while (want == Want::nothing && !result_.error && !(head_.empty() && body_.empty())) {
    result_.bytes = 0;
    want = write_some();
    stream_.transferred_ += result_.bytes;
    const std::size_t of_head = std::min(result_.bytes, head_.size());
    head_.remove_prefix(of_head);
    body_.remove_prefix(result_.bytes - of_head);
  }
  return want;
}

Stream::Want Stream::Write::write_some() {
  if (!stream_.ssl_) {
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head_), asio::buffer(body_)};
    result_.bytes = body_.empty() ? stream_.socket_.write_some(parts[0], result_.error)
                                  : stream_.socket_.write_some(parts, result_.error);
    if (result_.error != asio::error::would_block) return Want::nothing;
    result_.error = {};
    return Want::write;
  }
  ERR_clear_error();
  const std::string_view part = head_.empty() ? body_ : head_;
  return stream_.interpret(SSL_write(stream_.ssl_.get(), part.data(), clamp(part.size())), result_);
}

Stream::Want Stream::Handshake::attempt() {
  ERR_clear_error();
  return stream_.interpret(SSL_do_handshake(stream_.ssl_.get()), result_);
}

}  // namespace usher::http
