// Tests of grants, sessions and password resets on every database.
#include <array>
#include <chrono>

#include "store/access/grant.hpp"
#include "store/access/password_grant_use.hpp"
#include "store/access/password_reset.hpp"
#include "store/access/session.hpp"
#include "store/conformance_test.hpp"
#include "store/provisioning/account.hpp"

namespace usher::store {
namespace {

using test::in_transaction;

domain::AccountId insert_account(WriteTx& tx, std::int64_t activation, TimePoint expires_at) {
  domain::Account account;
  account.activation = {activation};
  account.plan = {1};
  account.key_id = "k1";
  account.password_hash = std::string(32, 'p');
  account.created_at = tx.now();
  account.expires_at = expires_at;
  return account::insert(tx, std::span(&account, 1)).front();
}

TEST_P(Conformance, GrantsAdvanceAndTheirTokensEnd) {
  const TimePoint start = in_transaction(store_, [](WriteTx& tx) { return tx.now(); });
  const std::array hashes = {std::string(32, 'a'), std::string(32, 'b'), std::string(32, 'c')};
  domain::AccountId owner;
  const domain::GrantId id = in_transaction(store_, [&](WriteTx& tx) {
    owner = insert_account(tx, 7, start + std::chrono::hours(2));
    domain::Grant made;
    made.account = owner;
    made.application = {1};
    made.key_id = "k1";
    made.created_at = start;
    made.expires_at = start + std::chrono::hours(1);
    const domain::GrantId given = grant::insert(tx, made);
    const std::array tokens = {grant::NewToken{hashes[0], given, start + std::chrono::minutes(1)},
                               grant::NewToken{hashes[1], given, start + std::chrono::minutes(9)}};
    grant::insert_tokens(tx, tokens);
    return given;
  });
  const auto find = [&] {
    return in_transaction(store_, [&](WriteTx& tx) { return grant::find_tokens(tx, hashes); });
  };
  EXPECT_EQ(find()[0]->account, owner);
  EXPECT_EQ(find()[0]->account_expires_at, start + std::chrono::hours(2));
  EXPECT_EQ(find()[1]->grant, id);
  EXPECT_FALSE(find()[2].has_value());

  store_.clock.advance(std::chrono::minutes(2));
  EXPECT_FALSE(find()[0].has_value());
  EXPECT_TRUE(find()[1].has_value());

  in_transaction(store_, [&](WriteTx& tx) {
    auto taken = grant::lock(tx, std::array{id, domain::GrantId{999}, id});
    EXPECT_FALSE(taken[1].has_value());
    EXPECT_EQ(domain::redeem(*taken[2], 1, tx.now()), domain::RefreshOutcome::advanced);
    grant::advance(tx, std::span(&*taken[2], 1));
    return 0;
  });
  in_transaction(store_, [&](WriteTx& tx) {
    const auto again = grant::lock(tx, std::array{id}).front();
    EXPECT_EQ(again->generation, 2);
    EXPECT_EQ(again->recent_uses.size(), 1U);
    EXPECT_EQ(again->account_expires_at, start + std::chrono::hours(2));
    EXPECT_EQ(grant::revoke_some(tx, {owner, {2}}, 10), 0) << "another application's";
    EXPECT_EQ(grant::revoke_some(tx, {{}, {1}}, 10), 1);
    EXPECT_EQ(grant::revoke_some(tx, {owner, {}}, 10), 0) << "there is nothing left";
    return 0;
  });
  EXPECT_FALSE(find()[1].has_value());

  // Grants that expired long ago are deleted when another grant is inserted.
  store_.clock.advance(std::chrono::hours(26));
  in_transaction(store_, [&](WriteTx& tx) {
    domain::Grant made;
    made.account = owner;
    made.application = {1};
    made.key_id = "k1";
    made.expires_at = tx.now() + std::chrono::hours(1);
    EXPECT_GT(grant::insert(tx, made).value, id.value) << "no number comes twice";
    grant::insert(tx, made);
    EXPECT_FALSE(grant::lock(tx, std::array{id}).front().has_value());
    return 0;
  });
}

TEST_P(Conformance, SessionsEndAloneOrTogether) {
  const TimePoint start = in_transaction(store_, [](WriteTx& tx) { return tx.now(); });
  const auto [mine, theirs] = in_transaction(store_, [&](WriteTx& tx) {
    const TimePoint end = start + std::chrono::hours(2);
    return std::pair(insert_account(tx, 7, start + std::chrono::minutes(30)),
                     insert_account(tx, 8, end));
  });
  const auto sign_in = [&](char cookie, domain::AccountId account) {
    in_transaction(store_, [&](WriteTx& tx) {
      session::insert(tx, std::string(32, cookie),
                      {0, account, "Firefox", "192.0.2.1", start, start + std::chrono::hours(1)});
      return 0;
    });
  };
  sign_in('a', mine);
  sign_in('b', mine);
  sign_in('c', mine);
  sign_in('x', theirs);
  // Clang before 16 can't capture a structured binding.
  in_transaction(store_, [&, mine = mine, theirs = theirs](WriteTx& tx) {
    const auto first = session::find(tx, std::string(32, 'a'));
    EXPECT_EQ(first->account, mine);
    EXPECT_EQ(session::find_by_account(tx, mine, 10).size(), 3U);
    session::remove(tx, theirs, first->id);
    EXPECT_TRUE(session::find(tx, std::string(32, 'a')).has_value()) << "not theirs";
    session::remove(tx, mine, first->id);
    EXPECT_FALSE(session::find(tx, std::string(32, 'a')).has_value());
    session::remove_others(tx, mine, session::find(tx, std::string(32, 'b'))->id);
    EXPECT_FALSE(session::find(tx, std::string(32, 'c')).has_value());
    EXPECT_TRUE(session::find(tx, std::string(32, 'x')).has_value());
    return 0;
  });
  store_.clock.advance(std::chrono::minutes(40));
  in_transaction(store_, [&](WriteTx& tx) {
    EXPECT_FALSE(session::find(tx, std::string(32, 'b')).has_value()) << "with its account";
    EXPECT_TRUE(session::find(tx, std::string(32, 'x')).has_value());
    return 0;
  });
  store_.clock.advance(std::chrono::minutes(20));
  in_transaction(store_, [&](WriteTx& tx) {
    EXPECT_FALSE(session::find(tx, std::string(32, 'x')).has_value()) << "its hour is over";
    return 0;
  });
}

TEST_P(Conformance, OnlyTheLastResetCounts) {
  in_transaction(store_, [&](WriteTx& tx) {
    const domain::AccountId account{7};
    const TimePoint now = tx.now();
    const TimePoint later = now + std::chrono::hours(1);
    password_reset::put(tx, {account, "first", "k1", now, later, 1, now});
    password_reset::put(tx, {account, "second", "k1", now, later, 2, now});
    EXPECT_EQ(password_reset::find(tx, account)->nonce, "second");
    EXPECT_EQ(password_reset::find(tx, account)->requests, 2);
    password_reset::expire(tx, account);
    EXPECT_EQ(password_reset::find(tx, account)->expires_at, now);
    return 0;
  });
}

TEST_P(Conformance, PasswordGrantsAreCountedByDay) {
  const domain::ApplicationId application{1};
  in_transaction(store_, [&](WriteTx& tx) {
    password_grant_use::add(tx, application);
    password_grant_use::add(tx, application);
    return 0;
  });
  store_.clock.advance(std::chrono::hours(48));
  in_transaction(store_, [&](WriteTx& tx) {
    EXPECT_EQ(password_grant_use::count_since(tx, application, tx.now()).count, 0);
    const auto uses =
        password_grant_use::count_since(tx, application, tx.now() - std::chrono::hours(72));
    EXPECT_EQ(uses.count, 2);
    EXPECT_EQ(to_ms(*uses.last) % 86'400'000, 0);
    EXPECT_FALSE(password_grant_use::count_since(tx, {2}, tx.now()).last.has_value());
    return 0;
  });
}

}  // namespace
}  // namespace usher::store
