#include "base/error.hpp"
#include "main/command.hpp"
#include "main/demo.hpp"
#include "main/serve.hpp"

namespace usher {

namespace {

int run_serve(const Invocation& invocation) {
  // The defaults have example addresses, and a database in whatever folder this is.
  if (!invocation.config_file && !invocation.has_config_file()) {
    throw ConfigurationError(
        "There is no usher.toml in this folder. Name a configuration with --config FILE, or set "
        "everything in the environment and run 'usher serve --config none'.");
  }
  return serve(invocation.config(), invocation.new_installation);
}

}  // namespace

void add_server_commands(CLI::App& program, Invocation& invocation) {
  CLI::App* const serve_command = program.add_subcommand(
      "serve", "Run the server until SIGTERM; SIGHUP reloads the certificate");
  add_new_installation_flag(serve_command, invocation);
  serve_command->callback(
      [&invocation] { invocation.run = [&invocation] { return run_serve(invocation); }; });

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
