#include "main/command.hpp"
#include "main/demo.hpp"
#include "main/serve.hpp"

namespace usher {

void add_server_commands(CLI::App& program, Invocation& invocation) {
  program.add_subcommand("serve", "Run the server until SIGTERM; SIGHUP reloads the certificate")
      ->callback(
          [&invocation] { invocation.run = [&invocation] { return serve(invocation.config()); }; });

  auto options = std::make_shared<DemoOptions>();
  CLI::App* const demo = program.add_subcommand(
      "demo", "Show one activation from request to inbox, live, then continue to serve");
  demo->add_option("--listen", options->listen, "Address and port; port 0 takes a free one")
      ->capture_default_str();
  demo->add_option("--language", options->language, "Language of the applicant")
      ->capture_default_str();
  demo->add_flag("--once", options->once, "Exit after the activation instead of serving");
  demo->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return demo_run(*options, invocation.json); };
  });
}

}  // namespace usher
