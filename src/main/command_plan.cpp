#include <fmt/format.h>

#include "main/command.hpp"
#include "main/usage.hpp"
#include "service/staff/plan.hpp"

namespace usher {
namespace {

using service::call;

struct ListSettingJson {
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(ListSettingJson, (), (name, value))

struct PlanJson {
  std::string name;
  std::string brand;
  std::string sender;
  std::string sign_in_url;
  std::int64_t trial_days = 0;
  bool confirm_address = false;
  bool refuse_disposable = false;
  std::string list_name;
  bool choose_password = false;
  std::int64_t max_recipients = 0;
  std::int64_t max_emails = 0;
  std::int64_t emails_per_second = 0;
  std::int64_t max_bytes = 0;
  std::vector<ListSettingJson> list_settings;
};
BOOST_DESCRIBE_STRUCT(PlanJson, (),
                      (name, brand, sender, sign_in_url, trial_days, confirm_address,
                       refuse_disposable, list_name, choose_password, max_recipients, max_emails,
                       emails_per_second, max_bytes, list_settings))

PlanJson to_json(const domain::Plan& p) {
  std::vector<ListSettingJson> list_settings;
  for (const auto& [setting, value] : p.list_settings) list_settings.push_back({setting, value});
  return {p.name,
          p.brand,
          p.sender,
          p.sign_in_url,
          p.trial_days,
          p.confirm_address,
          p.refuse_disposable,
          p.list_name,
          p.choose_password,
          p.max_recipients,
          p.max_emails,
          p.emails_per_second,
          p.max_bytes,
          std::move(list_settings)};
}

std::string settings_text(const domain::Plan& p) {
  std::string out;
  for (const auto& [setting, value] : p.list_settings) {
    out += fmt::format("{}{}={}", out.empty() ? "" : ", ", setting, value);
  }
  return out;
}

std::string limit_text(std::int64_t limit) {
  return limit == 0 ? "no limit" : std::to_string(limit);
}

int print_one(const Invocation& invocation, const Result<domain::Plan>& result) {
  if (!result) return refuse(result.error());
  if (invocation.json) {
    print_json(to_json(*result));
    return 0;
  }
  print_fields(
      {{"name", result->name},
       {"brand", result->brand},
       {"sender", result->sender.empty() ? "(mail.from)" : result->sender},
       {"sign-in address", result->sign_in_url.empty() ? "(/account)" : result->sign_in_url},
       {"trial",
        result->trial_days == 0 ? "does not expire" : fmt::format("{} days", result->trial_days)},
       {"address confirmation", result->confirm_address ? "yes" : "no"},
       {"disposable addresses", result->refuse_disposable ? "rejected" : "accepted"},
       {"first password", result->choose_password ? "to be changed first" : "may be kept"},
       {"first list", result->list_name},
       {"list settings", settings_text(*result)},
       {"max recipients", limit_text(result->max_recipients)},
       {"max emails of messages", limit_text(result->max_emails)},
       {"emails of messages per second", limit_text(result->emails_per_second)},
       {"max bytes", limit_text(result->max_bytes)}});
  return 0;
}

int run_list_plans(const Invocation& invocation) {
  const auto installation = invocation.open();
  const std::vector<domain::Plan> plans = call<&service::list_plans>(*installation->store);
  if (invocation.json) {
    std::vector<PlanJson> all;
    for (const domain::Plan& p : plans) all.push_back(to_json(p));
    print_json_array(all);
    return 0;
  }
  std::vector<std::vector<std::string>> rows = {
      {"NAME", "BRAND", "TRIAL DAYS", "CONFIRMS ADDRESS"}};
  for (const domain::Plan& p : plans) {
    rows.push_back(
        {p.name, p.brand, std::to_string(p.trial_days), p.confirm_address ? "yes" : "no"});
  }
  print_table(rows);
  return 0;
}

/// The options that `add` and `edit` share.
void add_options(CLI::App* command, service::PlanChange& input) {
  command->add_option("NAME", input.name, "The plan's name")->required();
  command->add_option("--brand", input.brand, "The product's name in emails and pages");
  command->add_option("--sender", input.sender, "Sender of its emails, \"Name <address>\"");
  command->add_option("--sign-in-url", input.sign_in_url, "Where applicants sign in");
  command->add_option("--trial-days", input.trial_days,
                      "Length of the trial; 0: it does not expire");
  command->add_option("--confirm-address", input.confirm_address,
                      "true: the applicant confirms the address first (Code 0)");
  command->add_option("--refuse-disposable", input.refuse_disposable,
                      "true: reject addresses at disposable-email domains");
  command->add_option("--choose-password", input.choose_password,
                      "true: the owner of an account has to change the emailed password first; "
                      "until then no application gets access");
  command->add_option("--list-name", input.list_name, "Name of the list of a new account");
  command
      ->add_option("--list-setting", input.list_settings,
                   "A default of its accounts' lists, Name=value; without a value: Usher's "
                   "default. May be repeated")
      ->allow_extra_args(false)
      ->check([](const std::string& setting) {
        return setting.find('=') == std::string::npos ? "takes Name=value" : std::string();
      });
  command->add_option("--max-recipients", input.max_recipients,
                      "Maximum number of recipients of an account; 0: no limit");
  command->add_option("--max-emails", input.max_emails,
                      "Maximum number of emails of messages, in total; 0: no limit");
  command->add_option("--max-bytes", input.max_bytes,
                      "Maximum size of an account's messages, files and recipients; 0: no limit");
  command->add_option("--emails-per-second", input.emails_per_second,
                      "Maximum number of emails of messages per second; 0: no limit");
}

}  // namespace

void add_plan_commands(CLI::App& program, Invocation& invocation) {
  CLI::App* const group =
      add_group(program, "plan", "Plans: setup and brand of applications' accounts");

  CLI::App* const add = group->add_subcommand("add", "Add a plan");
  auto added = std::make_shared<service::PlanChange>();
  add_options(add, *added);
  add->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      const auto installation = invocation.open();
      domain::Plan plan;
      plan.name = added->name;
      plan = service::apply_plan_change(std::move(plan), *added);
      return print_one(invocation, call<&service::create_plan>(*installation->store, plan));
    };
  });

  CLI::App* const edit = group->add_subcommand("edit", "Change the given settings of a plan");
  auto edited = std::make_shared<service::PlanChange>();
  add_options(edit, *edited);
  edit->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      if (const auto nothing = nothing_to_change(*edit)) return refuse(*nothing);
      const auto installation = invocation.open();
      return print_one(invocation, call<&service::update_plan>(*installation->store, *edited));
    };
  });

  CLI::App* const show = group->add_subcommand("show", "Show a plan");
  auto name = std::make_shared<std::string>();
  show->add_option("NAME", *name, "The plan's name")->required();
  show->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      const auto installation = invocation.open();
      return print_one(invocation, call<&service::read_plan>(*installation->store, *name));
    };
  });

  CLI::App* const list = group->add_subcommand("list", "List all plans");
  list->callback(
      [&invocation] { invocation.run = [&invocation] { return run_list_plans(invocation); }; });
}

}  // namespace usher
