#include "main/demo.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "main/command.hpp"
#include "main/demo_access.hpp"
#include "main/demo_mail.hpp"
#include "main/serve.hpp"
#include "main/signals.hpp"
#include "main/style.hpp"
#include "service/staff/activation.hpp"
#include "service/staff/application.hpp"
#include "usher/client/error.hpp"
#include "usher/client/transport.hpp"

namespace usher {
namespace {

constexpr const char* kService = "/API/v1.1/Rest/PublicService.svc/Console/";
constexpr std::chrono::seconds kActivationTimeout{30};
constexpr std::chrono::milliseconds kPollInterval{1};
/// The lifetime of access tokens in seconds. It is short so that the demo can show how a token
/// expires.
constexpr int kAccessTokenSeconds = 2;

/// The folder of the demo's installation, deleted at the end.
struct DemoFolder {
  std::filesystem::path path;
  DemoFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "usher-demo-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw Unavailable("can't make a temporary folder");
    path = name;
  }
  ~DemoFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

struct Partner {
  std::string client_id;
  std::string secret;
};

/// Replaces port 0 with a free port, because mails contain the address before the server listens.
std::string with_free_port(const std::string& listen) {
  if (!listen.ends_with(":0")) return listen;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool found = bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(probe);
  if (!found) throw Unavailable("there is no free port");
  return listen.substr(0, listen.size() - 1) + std::to_string(ntohs(address.sin_port));
}

Config demo_config(const DemoOptions& options, const std::filesystem::path& folder) {
  Config config;
  config.listen = with_free_port(options.listen);
  config.public_url = "http://" + config.listen;
  config.database_url = "sqlite:" + (folder / "usher.db").string();
  config.smtp_url = "capture:" + (folder / "mail").string();
  config.key_file = (folder / "usher.key").string();
  config.mail_from = "Usher Demo <no-reply@example.com>";
  config.log_level = "error";
  config.access_token_seconds = kAccessTokenSeconds;
  return config;
}

Partner register_partner(const Config& config) {
  const auto installation = open_installation({config, store::Schema::migrate});
  const service::ApplicationTools tools{installation->random};
  service::NewApplication application;
  application.name = "Example Shop Builder";
  application.contact = "partner@example.com";
  const auto issued =
      service::call<&service::register_application>(*installation->store, tools, application);
  const Partner partner{issued->application.client_id, issued->secret.reveal()};
  service::ApplicationApproval approval;
  approval.client_id = partner.client_id;
  service::call<&service::enable_application>(*installation->store, approval);
  return partner;
}

std::string request_body(const std::string& language) {
  struct Applicant {
    const char* language;
    const char* name;
    const char* company;
  };
  static constexpr Applicant kApplicants[] = {
      {"EN", "Emily Carter", "Carter & Sons"},  {"IT", "Niccolò Ferrarò", "Caffè Lungarno"},
      {"ES", "Íñigo Muñoz", "Panadería Muñoz"}, {"FR", "Hélène Lefèvre", "Atelier Lefèvre"},
      {"PT", "João Guimarães", "Casa da Maçã"}, {"JA", "山田 花子", "花子デザイン株式会社"},
      {"DA", "Søren Kjærgård", "Blåbær & Brød"}};
  const Applicant* applicant = &kApplicants[0];
  for (const Applicant& candidate : kApplicants) {
    if (candidate.language == language) applicant = &candidate;
  }
  return fmt::format(R"({{"NameAndSurname":"{}","Company":"{}","Email":"applicant@example.com",)"
                     R"("PhoneNumber":"+39 055 0123456","Language":"{}","IpAddress":"203.0.113.7",)"
                     R"("IsUSA":false,"RegisterToNewsletter":true}})",
                     applicant->name, applicant->company, language);
}

/// Sends a request. The demo prints requests and responses and therefore does not use
/// client::Activations, as a partner's program would.
client::HttpResponse post(client::Transport& transport, const std::string& url,
                          const Partner& partner, const std::string& method,
                          const std::string& body) {
  client::HttpRequest request;
  request.method = "POST";
  request.url = url + kService + method;
  request.body = body;
  request.user = partner.client_id;
  request.password = client::Secret(partner.secret);
  try {
    return transport.send(request);
  } catch (const client::Error& error) {
    throw Unavailable(error.what());
  }
}

/// Prints each change of the activation. Returns whether the activation reached Code 2.
bool follow(const Config& config, const Style& style, std::chrono::system_clock::time_point sent) {
  Config quiet = config;
  const auto installation = open_installation({quiet, store::Schema::create_if_empty});
  service::ChangesQuery query;
  query.after = 0;
  query.limit = 100;
  const auto deadline = std::chrono::steady_clock::now() + kActivationTimeout;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto changes =
        service::call<&service::read_activation_changes>(*installation->store, query);
    for (const auto& entry : changes.entries) {
      query.after = entry.id;
      const double ms = std::chrono::duration<double, std::milli>(entry.at - sent).count();
      fmt::print("   {:>7.0f} ms   Code {}   {}\n", std::max(ms, 0.0), static_cast<int>(entry.to),
                 style.bold(domain::name_of(entry.to)));
      std::fflush(stdout);
      if (entry.to == domain::Code::processed) return true;
      if (entry.to == domain::Code::error) return false;
    }
    std::this_thread::sleep_for(kPollInterval);
  }
  return false;
}

void print_next_steps(const Style& style, const std::string& url, const Partner& partner,
                      const std::string& accepted, const std::filesystem::path& folder) {
  const std::string base = url + kService;
  const std::string user = partner.client_id + ":" + partner.secret;
  fmt::print("\n{}\n\n", style.bold("Try it yourself"));
  fmt::print("{}\n  curl -u {} \\\n    -H 'Content-Type: application/json' -d '{}' \\\n    {}\n\n",
             style.quiet("# the status of that activation"), user, accepted,
             base + "TrialActivationStatus");
  fmt::print(
      "{}\n  curl -u {} \\\n    -H 'Content-Type: application/json' -H 'Accept: application/xml' "
      "\\\n    -d '{}' \\\n    {}\n\n",
      style.quiet("# an activation in the sandbox: nothing is created, the status is any Code"),
      user,
      R"({"NameAndSurname":"Test","Company":"Test","Email":"test@example.com","PhoneNumber":"1",)"
      R"("Language":"EN","IpAddress":"127.0.0.1","IsUSA":false,"RegisterToNewsletter":false})",
      base + "TrialActivation");
  fmt::print(
      "{}\n  {}/account\n\n",
      style.quiet("# the owner's page: sign in with the user name and password of the email"), url);
  fmt::print("{}\n  curl {}/metrics\n  ls {}\n",
             style.quiet("# metrics for operators; the captured emails"), url,
             (folder / "mail").string());
}

int show(const DemoOptions& options, const Config& config, RunningServer& server,
         const Partner& partner, const DemoFolder& folder) {
  const Style style;
  const std::string url = server.address();
  fmt::print("\n{}  one activation, from request to the account\n\n", style.bold("Usher"));
  fmt::print("{}  database and mail in {}\n", style.good("✓"), folder.path.string());
  fmt::print("{}  listening on {}\n", style.good("✓"), url);
  fmt::print("{}  application {} may provision\n\n", style.good("✓"), partner.client_id);

  const auto transport = client::curl_transport();
  const std::string body = request_body(options.language);
  fmt::print("{} {}\n   {}\n\n", style.bold("POST"), std::string(kService) + "TrialActivation",
             style.quiet(body));
  const auto sent = std::chrono::system_clock::now();
  const auto accepted = post(*transport, url, partner, "TrialActivation", body);
  fmt::print("{} {}\n\n", style.bold(std::to_string(accepted.status)), accepted.body);
  if (accepted.status != 200) return 1;
  if (!follow(config, style, sent)) {
    fmt::print(stderr, "usher: the activation did not reach Code 2.\n");
    return 1;
  }
  const auto status = post(*transport, url, partner, "TrialActivationStatus", accepted.body);
  fmt::print("\n{} {}\n   {}\n", style.bold("POST"),
             std::string(kService) + "TrialActivationStatus", status.body);
  fmt::print("\n{}\n\n{}\n", style.bold("The email in the applicant's inbox"),
             demo_mail(folder.path / "mail"));
  if (!show_access(style, {url, partner.client_id, client::Secret(partner.secret)},
                   demo_credentials(folder.path / "mail"))) {
    return 1;
  }
  // The next steps require the installation, which is deleted immediately with --once.
  if (!options.once) print_next_steps(style, url, partner, accepted.body, folder.path);
  return 0;
}

}  // namespace

int demo_run(const DemoOptions& options, bool json) {
  if (json) {
    fmt::print(stderr, "usher: demo has no --json.\n");
    return 2;
  }
  const Signals signals({SIGINT, SIGTERM});
  const DemoFolder folder;
  const Config config = demo_config(options, folder.path);
  const Partner partner = register_partner(config);
  RunningServer server(config);
  const int code = show(options, config, server, partner, folder);
  if (code == 0 && !options.once) {
    fmt::print("\nServing on {} until Ctrl-C.\n", server.address());
    std::fflush(stdout);
    signals.wait();
    fmt::print("\nStopping.\n");
  }
  server.stop();
  return code;
}

}  // namespace usher
