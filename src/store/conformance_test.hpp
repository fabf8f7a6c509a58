/// The fixture of tests that run on every database.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "store/provisioning/activation.hpp"
#include "support/test_store.hpp"

namespace usher::store {

inline domain::Activation sample_activation(std::int64_t ip_key,
                                            std::string address = "a@example.com") {
  domain::Activation out;
  out.application = {1};
  out.plan = {1};
  out.key_id = "k1";
  out.applicant.name = "Søren 花子";
  out.applicant.company = "Caffè & Sons";
  out.applicant.address = std::move(address);
  out.applicant.phone = "+39";
  out.applicant.language = domain::Language::ja;
  out.applicant.ip = "203.0.113.7";
  out.applicant.ip_key = ip_key;
  out.applicant.is_usa = true;
  out.applicant.user_agent = "quote ' and \" and \\";
  return out;
}

/// A fixture with a store, which conformance_test.cpp instantiates for every database.
class Conformance : public testing::TestWithParam<Dialect> {
 protected:
  std::vector<std::optional<domain::ActivationId>> insert(std::vector<domain::Activation> rows) {
    return test::in_transaction(store_, [&](WriteTx& tx) { return activation::insert(tx, rows); });
  }
  domain::ActivationId insert_one(std::int64_t ip_key, std::string address = "a@example.com") {
    return *insert({sample_activation(ip_key, std::move(address))}).front();
  }

  test::TestStore store_{false, GetParam()};
};
}  // namespace usher::store
