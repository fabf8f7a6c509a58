/// A store with an application that may provision, and the moves that most service tests make.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/digest.hpp"
#include "domain/ip_address.hpp"
#include "service/provisioning/activation.hpp"
#include "service/provisioning/activation_advance.hpp"
#include "service/provisioning/application.hpp"
#include "service/provisioning/client_authentication.hpp"
#include "service/provisioning/plan.hpp"
#include "service/staff/activation.hpp"
#include "support/test_store.hpp"

namespace usher::test {

class TestService : public testing::Test {
 protected:
  TestService() { credentials_ = register_application("Builder"); }

  service::ClientCredentials register_application(const std::string& name, bool enabled = true) {
    service::application::Register enter(store_.random);
    const auto issued = store_.write(enter, {name, "partner@example.com"});
    service::application::Allow allow;
    service::application::Allow::Input input;
    input.client_id = issued->application.client_id;
    input.enabled = enabled;
    input.reason = enabled ? "" : "not yet";
    store_.write(allow, input);
    return {issued->application.client_id, issued->secret};
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

  using Submit = service::activation::Submit;
  Submit::Input input(const std::string& ip, const std::string& email = "applicant@example.com") {
    return {credentials_, domain::check(request(ip, email), {"198.51.100.1", false}), {}};
  }
  Submit::Output submit(const std::string& ip, const std::string& email = "applicant@example.com") {
    return store_.write(submit_, input(ip, email));
  }
  std::vector<Submit::Output> submit_batch(const std::vector<Submit::Input>& inputs) {
    return in_transaction(store_, [&](store::Tx& tx) { return submit_(tx, inputs); });
  }
  domain::Code code_of(std::int64_t id) {
    service::activation::Show show;
    return store_.read(show, domain::ActivationId{id})->described.activation.code;
  }

  using Turn = service::activation::Turn;
  using Work = service::activation::Work;
  std::vector<Work> claim(int count = 10) { return store_.write(turn_, {{}, count}).work; }
  int end(const Work& work, domain::MailResult result, const std::string& answer = "said so") {
    service::activation::Ended ended{work.task,    result,           answer,
                                     std::nullopt, work.mail.alerts, work.mail.about};
    return store_.write(turn_, {{ended}, 0}).dropped;
  }
  /// What a worker does with a mail server that takes everything.
  int deliver_all() {
    int delivered = 0;
    for (auto work = claim(); !work.empty(); work = claim()) {
      for (const Work& item : work) end(item, domain::MailResult::accepted), ++delivered;
    }
    return delivered;
  }

  TestStore store_;
  service::RateLimit rate_{0};
  Submit submit_{store_.keys, rate_, store_.random, {3}};
  service::activation::TurnRules rules_;
  Turn turn_{store_.keys, store_.random, rules_};
  service::activation::Sweep sweep_{rules_.lease};
  service::ClientCredentials credentials_;
};

}  // namespace usher::test
