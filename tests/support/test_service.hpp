/// A store with an application that may provision, and steps that many service tests share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/digest.hpp"
#include "domain/ip_address.hpp"
#include "service/access/reset_link.hpp"
#include "service/mailing/first_list.hpp"
#include "service/provisioning/activation.hpp"
#include "service/provisioning/client_authentication.hpp"
#include "service/provisioning/task_turn.hpp"
#include "service/staff/activation.hpp"
#include "service/staff/application.hpp"
#include "service/staff/plan.hpp"
#include "support/test_store.hpp"

namespace usher::test {

class TestService : public testing::Test {
 protected:
  TestService() { credentials_ = register_application("Builder"); }

  service::ClientCredentials register_application(const std::string& name, bool enabled = true) {
    const service::ApplicationTools tools{store_.random};
    service::NewApplication application;
    application.name = name;
    application.contact = "partner@example.com";
    const auto issued = store_.call<&service::register_application>(tools, application);
    const std::string& client_id = issued->application.client_id;
    if (enabled) {
      store_.call<&service::enable_application>(service::ApplicationApproval{client_id, {}});
    } else {
      store_.call<&service::disable_application>(
          service::ApplicationSuspension{client_id, "not yet"});
    }
    return {client_id, issued->secret};
  }

  static domain::TrialRequest request(const std::string& ip,
                                      const std::string& email = "applicant@example.com") {
    domain::TrialRequest out;
    out.name_and_surname = "Niccolò Ferrarò";
    out.company = "Caffè Lungarno";
    out.email = email;
    out.phone_number = "+39 055 0123456";
    out.language = "IT";
    out.ip_address = ip;
    out.is_usa = false;
    out.register_to_newsletter = true;
    return out;
  }

  using Submitted = Result<service::AcceptedActivation>;
  service::NewActivation input(const std::string& ip,
                               const std::string& email = "applicant@example.com") {
    return {credentials_, domain::check(request(ip, email), {"198.51.100.1", false}), {}};
  }
  Submitted submit(const service::NewActivation& activation) {
    return store_.call<&service::submit_activations>(activation_tools_, activation);
  }
  Submitted submit(const std::string& ip, const std::string& email = "applicant@example.com") {
    return submit(input(ip, email));
  }
  std::vector<Submitted> submit_batch(const std::vector<service::NewActivation>& inputs) {
    return in_transaction(store_, [&](store::WriteTx& tx) {
      return service::submit_activations(tx, activation_tools_, inputs);
    });
  }
  domain::Code code_of(std::int64_t id) {
    return store_.call<&service::read_activation>(domain::ActivationId{id})
        ->details.activation.code;
  }

  std::vector<service::MailTask> claim(int count = 10) {
    return store_.call<&service::settle_and_claim_tasks>(task_tools_, service::TaskTurn{{}, count})
        .tasks;
  }
  /// Settles the outcome of a mail. Returns 1 if its lease has expired, otherwise 0.
  int settle(const service::MailTask& task, domain::MailResult result,
             const std::string& answer = "said so") {
    const service::MailTaskOutcome outcome{task.task,    result,           answer,
                                           std::nullopt, task.mail.alerts, task.mail.purpose};
    return store_
        .call<&service::settle_and_claim_tasks>(task_tools_, service::TaskTurn{{outcome}, 0})
        .dropped;
  }
  /// Delivers all mails that are due and returns their number.
  int deliver_all() {
    int delivered = 0;
    for (auto tasks = claim(); !tasks.empty(); tasks = claim()) {
      for (const service::MailTask& task : tasks) {
        settle(task, domain::MailResult::accepted);
        ++delivered;
      }
    }
    return delivered;
  }
  service::TaskSweepResult sweep() {
    return store_.call<&service::sweep_tasks>(service::TaskSweep{rules_.lease});
  }

  TestStore store_;
  service::RateLimit rate_{0};
  const service::ActivationTools activation_tools_{store_.keys, rate_, store_.random, {3}};
  const service::TaskRules rules_;
  const service::TaskTools task_tools_{store_.keys,
                                       store_.random,
                                       rules_,
                                       {&service::find_reset_link, &service::create_first_lists}};
  service::ClientCredentials credentials_;
};

}  // namespace usher::test
