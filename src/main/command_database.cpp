#include <fmt/format.h>
#include <unistd.h>

#include <functional>

#include "main/command.hpp"
#include "service/retirement.hpp"
#include "store/copy.hpp"
#include "store/migrate.hpp"

namespace usher {
namespace {

struct BackupJson {
  std::string file;
  std::string key_fingerprint;
};
BOOST_DESCRIBE_STRUCT(BackupJson, (), (file, key_fingerprint))

struct MigrationJson {
  std::int64_t version = 0;
  std::int64_t applied = 0;
};
BOOST_DESCRIBE_STRUCT(MigrationJson, (), (version, applied))

struct CopiedJson {
  std::string table;
  std::int64_t rows = 0;
  std::string checksum;
};
BOOST_DESCRIBE_STRUCT(CopiedJson, (), (table, rows, checksum))

int run_backup(const Invocation& invocation, const std::string& file) {
  const auto installation = invocation.open();
  const Config& config = installation->config;
  store::backup(database_location(config), file, installation->clock);
  const Key& key = installation->keys->newest();
  if (invocation.json) {
    print_json(BackupJson{file, key.fingerprint()});
    return 0;
  }
  print_fields({{"backup", file}, {"key fingerprint", key.fingerprint()}});
  fmt::print(
      "\nThe backup does not contain the key ring {}: keep a copy of that file in another\n"
      "place. A database without its key ring can't be used.\n",
      config.key_file);
  return 0;
}

int run_migrate(const Invocation& invocation, bool contract) {
  const Config config = invocation.config();
  require_database(config);
  const SystemClock clock;
  const std::vector<int> applied =
      store::migrate_schema(database_location(config), contract, clock);
  const auto connection = store::connect(database_location(config), clock);
  const store::SchemaState state = store::schema_state(*connection);
  if (invocation.json) {
    print_json(MigrationJson{state.version, static_cast<std::int64_t>(applied.size())});
    return 0;
  }
  fmt::print("The schema is at version {}; {} applied.\n", state.version,
             applied.empty() ? "no migration" : std::to_string(applied.size()));
  if (state.version < state.newest) {
    fmt::print(
        "Version {} removes parts of the schema that older programs need. When no node runs one "
        "any more:\n"
        "usher migrate --contract\n",
        state.newest);
  }
  return 0;
}

/// Prints a progress bar if standard error is a terminal.
void show_progress(const store::CopyProgress& progress) {
  if (::isatty(STDERR_FILENO) == 0 || progress.total == 0) return;
  constexpr std::int64_t kWidth = 30;
  const auto full = static_cast<std::size_t>(kWidth * progress.done / progress.total);
  fmt::print(stderr, "\r[{:.<{}}] {:3}%  {} {:<20}", std::string(full, '#'), kWidth,
             100 * progress.done / progress.total, progress.doing, progress.table);
  if (progress.done >= progress.total) fmt::print(stderr, "\n");
}

/// Runs `change` in a transaction of its own.
void write_in(const store::DatabaseLocation& location, const Clock& clock,
              const std::function<void(store::WriteTx&)>& change) {
  const auto connection = store::connect(location, clock);
  store::Cache cache;
  connection->begin(store::Access::write);
  store::WriteTx tx(*connection, cache);
  change(tx);
  connection->commit();
}

int run_copy(const Invocation& invocation, const store::DatabaseLocation& from,
             const store::DatabaseLocation& to, bool keep) {
  const SystemClock clock;
  const auto lock = store::keep_servers_out(from, clock);
  const std::vector<store::CopiedTable> tables = store::copy(from, to, clock, show_progress);
  // A retired source passes its mark on with its rows.
  write_in(to, clock, [](store::WriteTx& tx) { service::cancel_retirement(tx); });
  if (!keep) {
    write_in(from, clock, [&](store::WriteTx& tx) {
      service::retire_database(tx, store::without_password(to.url));
    });
  }
  if (invocation.json) {
    std::vector<CopiedJson> all;
    for (const auto& table : tables) all.push_back({table.name, table.rows, table.checksum});
    print_json_array(all);
    return 0;
  }
  std::vector<std::vector<std::string>> rows = {{"table", "rows", "checksum"}};
  for (const auto& table : tables) {
    rows.push_back({table.name, std::to_string(table.rows), table.checksum});
  }
  print_table(rows);
  fmt::print(
      "\nRead back and found equal. Set database.url to {}, keep the same key ring, and start.\n",
      store::without_password(to.url));
  if (keep) {
    fmt::print("The source can still be used. Never serve both: they would issue the same ids.\n");
  } else {
    fmt::print("The source is retired: no server and no command opens it any more.\n");
  }
  return 0;
}

void add_copy(CLI::App& program, Invocation& invocation) {
  auto from = std::make_shared<std::string>();
  auto to = std::make_shared<std::string>();
  CLI::App* const copy = program.add_subcommand(
      "copy", "Move an installation into another database, verified by counts and checksums");
  copy->add_option("--from", *from, "The source: sqlite:FILE or postgresql://…")->required();
  copy->add_option("--to", *to, "An empty database; passwords in the URL or in PGPASSWORD")
      ->required();
  auto keep = std::make_shared<bool>(false);
  copy->add_flag("--keep", *keep, "Do not retire the source, for a test of the copy");
  copy->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_copy(invocation, {*from}, {*to}, *keep); };
  });
}

}  // namespace

void add_database_commands(CLI::App& program, Invocation& invocation) {
  auto file = std::make_shared<std::string>();
  CLI::App* const backup =
      program.add_subcommand("backup", "Copy the database into a file, also while servers run");
  backup->add_option("FILE", *file, "A new file")->required();
  backup->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_backup(invocation, *file); };
  });

  auto contract = std::make_shared<bool>(false);
  CLI::App* const migrate =
      program.add_subcommand("migrate", "Migrate the database's schema to the newest version");
  migrate->add_flag("--contract", *contract,
                    "Also remove what only older programs need (PostgreSQL)");
  migrate->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_migrate(invocation, *contract); };
  });

  add_copy(program, invocation);
}

}  // namespace usher
