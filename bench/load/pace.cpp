/// Generates an open-loop load: N activations per second for T seconds over K keep-alive
/// connections, independent of the server's speed. If all connections are busy, a request waits;
/// its latency counts from its due time, so that stalls are measured in full.
///
///   pace PORT RATE SECONDS CONNECTIONS FIRST     BENCH_CLIENT_ID and BENCH_CLIENT_SECRET are set
///
/// Prints one JSON object: sent, ok, failed, p50_ms, p99_ms, longest_ms.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "../applicant.hpp"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLastAnswersWithin{15};

struct Options {
  std::uint16_t port;
  double rate;
  double seconds;
  int connections;
  std::uint32_t first;
};

struct Connection {
  int descriptor = -1;
  bool busy = false;
  Clock::time_point due;
  std::string received;
};

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set");
  return value;
}

std::string base64(std::string_view bytes) {
  static constexpr char kMails[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      three = three << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += i + j > bytes.size() ? '=' : kMails[three >> (18 - 6 * j) & 63];
    }
  }
  return out;
}

std::string request_of(const std::string& authorization, std::uint32_t number) {
  const std::string body = "{\"NameAndSurname\":\"" + std::string(kName) + "\",\"Company\":\"" +
                           kCompany + "\",\"Email\":\"" + email_of(number) +
                           "\",\"PhoneNumber\":\"" + kPhone +
                           "\",\"Language\":\"DA\",\"IpAddress\":\"" + ip_text_of(number) +
                           "\",\"IsUSA\":false,\"RegisterToNewsletter\":true,\"Referer\":\"" +
                           kReferer + "\",\"UserAgent\":\"" + kUserAgent + "\"}";
  return "POST /API/v1.1/Rest/PublicService.svc/Console/TrialActivation HTTP/1.1\r\n"
         "Host: localhost\r\nAuthorization: Basic " +
         authorization +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

/// Returns the status if `received` starts with a complete response, otherwise 0.
int whole_answer(const std::string& received) {
  const std::size_t head = received.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  const char* const length = strcasestr(received.c_str(), "\r\ncontent-length:");
  const std::size_t body = length == nullptr ? 0 : std::strtoul(length + 17, nullptr, 10);
  if (received.size() < head + 4 + body) return 0;
  return std::atoi(received.c_str() + std::strlen("HTTP/1.1 "));
}

class Pace {
 public:
  explicit Pace(const Options& options)
      : options_(options),
        authorization_(
            base64(environment("BENCH_CLIENT_ID") + ':' + environment("BENCH_CLIENT_SECRET"))),
        total_(static_cast<std::uint32_t>(options.rate * options.seconds)),
        epoll_(epoll_create1(EPOLL_CLOEXEC)),
        connections_(static_cast<std::size_t>(options.connections)) {
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      connect(i);
      idle_.push_back(i);
    }
  }
  ~Pace() {
    for (const Connection& connection : connections_) ::close(connection.descriptor);
    ::close(epoll_);
  }
  Pace(const Pace&) = delete;
  Pace& operator=(const Pace&) = delete;

  void run() {
    start_ = Clock::now();
    const Clock::time_point last = start_ +
                                   std::chrono::duration_cast<Clock::duration>(
                                       std::chrono::duration<double>(options_.seconds)) +
                                   kLastAnswersWithin;
    while (latencies_ms_.size() + failed_ < total_ && Clock::now() < last) {
      send_what_is_due();
      wait_for_answers();
    }
    report();
  }

 private:
  Clock::time_point due_time(std::uint32_t index) const {
    return start_ + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(index / options_.rate));
  }

  void connect(std::size_t index) {
    Connection& connection = connections_[index];
    connection.descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(connection.descriptor, reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) != 0) {
      throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
    }
    const int yes = 1;
    ::setsockopt(connection.descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.descriptor, &event);
  }

  void send_what_is_due() {
    const Clock::time_point now = Clock::now();
    while (!idle_.empty() && sent_ < total_ && due_time(sent_) <= now) {
      const std::size_t index = idle_.front();
      idle_.pop_front();
      Connection& connection = connections_[index];
      connection.busy = true;
      connection.due = due_time(sent_);
      const std::string request = request_of(authorization_, options_.first + sent_);
      ++sent_;
      // A request is far smaller than a socket's buffer, and the connection has nothing in flight.
      if (::send(connection.descriptor, request.data(), request.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(request.size())) {
        start_over(index);
      }
    }
  }

  void wait_for_answers() {
    int timeout_ms = 100;
    if (sent_ < total_ && !idle_.empty()) {
      const auto left = due_time(sent_) - Clock::now();
      timeout_ms = static_cast<int>(std::clamp<std::int64_t>(
          std::chrono::ceil<std::chrono::milliseconds>(left).count(), 0, 100));
    }
    epoll_event events[64];
    const int count = ::epoll_wait(epoll_, events, 64, timeout_ms);
    for (int i = 0; i < count; ++i) receive(events[i].data.u64);
  }

  void receive(std::size_t index) {
    Connection& connection = connections_[index];
    char buffer[4096];
    const ssize_t got = ::recv(connection.descriptor, buffer, sizeof buffer, 0);
    if (got <= 0) {
      start_over(index);
      return;
    }
    connection.received.append(buffer, static_cast<std::size_t>(got));
    const int status = whole_answer(connection.received);
    if (status == 0) return;
    connection.received.clear();
    connection.busy = false;
    idle_.push_back(index);
    if (status == 200) {
      latencies_ms_.push_back(
          std::chrono::duration<double, std::milli>(Clock::now() - connection.due).count());
    } else {
      ++failed_;
    }
  }

  /// Counts the request in flight on a closed connection as failed, and opens a new connection.
  void start_over(std::size_t index) {
    Connection& connection = connections_[index];
    ::close(connection.descriptor);
    if (connection.busy) {
      ++failed_;
      idle_.push_back(index);
    }
    connection = {};
    connect(index);
  }

  void report() {
    std::sort(latencies_ms_.begin(), latencies_ms_.end());
    const auto at = [this](double part) {
      if (latencies_ms_.empty()) return 0.0;
      return latencies_ms_[static_cast<std::size_t>(part *
                                                    static_cast<double>(latencies_ms_.size() - 1))];
    };
    std::printf(
        "{\"sent\": %u, \"ok\": %zu, \"failed\": %u, \"seconds\": %.3f, \"p50_ms\": %.3f, "
        "\"p99_ms\": %.3f, \"longest_ms\": %.3f}\n",
        sent_, latencies_ms_.size(), failed_,
        std::chrono::duration<double>(Clock::now() - start_).count(), at(0.5), at(0.99), at(1.0));
  }

  const Options options_;
  const std::string authorization_;
  const std::uint32_t total_;
  const int epoll_;
  std::vector<Connection> connections_;
  std::deque<std::size_t> idle_;
  Clock::time_point start_;
  std::uint32_t sent_ = 0;
  std::uint32_t failed_ = 0;
  std::vector<double> latencies_ms_;
};

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fputs("pace PORT RATE SECONDS CONNECTIONS FIRST\n", stderr);
    return EXIT_FAILURE;
  }
  try {
    const bench::Options options{static_cast<std::uint16_t>(std::stoi(argv[1])), std::stod(argv[2]),
                                 std::stod(argv[3]), std::stoi(argv[4]),
                                 static_cast<std::uint32_t>(std::stoul(argv[5]))};
    bench::Pace(options).run();
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pace: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
