// The worker on a real store with a mail server that does what the test says.
#include "worker/loop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>

#include "base/error.hpp"
#include "support/test_service.hpp"

namespace usher::worker {
namespace {

using domain::Code;

/// Answers as told, remembers what it was given, and lets the test wait for that.
class FakeRelay {
 public:
  class Connection final : public mail::Mailer {
   public:
    Connection(FakeRelay& relay, mail::SocketLoop& loop) : relay_(relay), loop_(loop) {}
    Task<mail::SendResult> send(const mail::Envelope& envelope, const std::string& mail,
                                Duration limit) override {
      mail::SendResult out;
      const std::function<void()> work = [&] { out = relay_.take(envelope, mail, limit); };
      co_await loop_.run_on_thread(work);
      co_return out;
    }
    Task<mail::SendResult> probe(Duration) override {
      mail::SendResult out{mail::SendOutcome::accepted, "250 ok"};
      co_return out;
    }

   private:
    FakeRelay& relay_;
    mail::SocketLoop& loop_;
  };

  void answer(mail::SendOutcome outcome) {
    const std::lock_guard lock(mutex_);
    outcome_ = outcome;
  }
  void hold(bool on) {
    {
      const std::lock_guard lock(mutex_);
      held_ = on;
    }
    changed_.notify_all();
  }
  /// Waits until so many mails have come, accepted or not.
  bool wait_for(std::size_t count, Duration time = std::chrono::seconds(20)) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [&] { return mails_.size() >= count; });
  }
  std::vector<std::pair<std::string, std::string>> mails() {
    const std::lock_guard lock(mutex_);
    return mails_;
  }

 private:
  mail::SendResult take(const mail::Envelope& envelope, const std::string& mail, Duration) {
    std::unique_lock lock(mutex_);
    mails_.emplace_back(envelope.to, mail);
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    return {outcome_, "told to"};
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  mail::SendOutcome outcome_ = mail::SendOutcome::accepted;
  bool held_ = false;
  std::vector<std::pair<std::string, std::string>> mails_;
};

/// The store in front of a database that the test takes away.
class AwayStore final : public store::Store {
 public:
  explicit AwayStore(store::Store& real) : real_(real) {}

  void take_away(bool away) { away_ = away; }
  /// Waits until so many calls have failed.
  bool wait_for_failures(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return failures_ >= count; });
  }

  void post(store::Job& job) override {
    if (!away_) return real_.post(job);
    {
      const std::lock_guard lock(mutex_);
      ++failures_;
    }
    changed_.notify_all();
    job.broken = std::make_exception_ptr(Unavailable("taken away"));
    job.completion->complete();
  }
  bool is_sole_server() const override { return real_.is_sole_server(); }

 private:
  store::Store& real_;
  std::atomic<bool> away_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  int failures_ = 0;  // guarded by mutex_
};

class LoopTest : public test::TestService {
 protected:
  void start() {
    LoopOptions options;
    options.senders.connections = 2;
    options.senders.installation = {"Usher <no-reply@example.com>", "support@example.com",
                                    "https://usher.example"};
    options.rules = rules_;
    loop_ = std::make_unique<Loop>(
        options, away_, store_.keys, store_.random,
        [this](mail::SocketLoop& loop) {
          return std::make_unique<FakeRelay::Connection>(relay_, loop);
        },
        templates_, clock_, store_.log, store_.metrics);
    loop_->start();
  }
  /// Waits for a code with a deadline, letting the store's time pass meanwhile.
  bool reaches(std::int64_t id, Code code) {
    for (int i = 0; i < 4000; ++i) {
      if (code_of(id) == code) return true;
      std::this_thread::sleep_for(kStep);
      store_.clock.advance(kStep);
    }
    return false;
  }
  bool relay_sees(std::size_t count) {
    for (int i = 0; i < 4000; ++i) {
      if (relay_.wait_for(count, kStep)) return true;
      store_.clock.advance(kStep);
    }
    return false;
  }

  static constexpr Duration kStep{5};

  SystemClock clock_;
  mail::Templates templates_{std::nullopt};
  FakeRelay relay_;
  AwayStore away_{*store_.store};
  std::unique_ptr<Loop> loop_;
};

TEST_F(LoopTest, BringsWhatIsAcceptedToItsInbox) {
  const auto before = submit("203.0.113.1", "a@example.com");
  start();
  const auto after = submit("203.0.113.2", "b@example.com");
  loop_->wake();
  EXPECT_TRUE(reaches(before->id, Code::processed));
  EXPECT_TRUE(reaches(after->id, Code::processed));
  const auto mails = relay_.mails();
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_NE(mails[0].second.find("Message-ID: <"), std::string::npos);
}

TEST_F(LoopTest, HoldsAtMostTwiceItsConnections) {
  relay_.hold(true);
  for (int i = 1; i <= 12; ++i)
    submit("203.0.113." + std::to_string(i), "a" + std::to_string(i) + "@example.com");
  start();
  ASSERT_TRUE(relay_.wait_for(2));
  int in_progress = 0;
  for (int i = 1; i <= 12; ++i) in_progress += code_of(i) == Code::in_progress ? 1 : 0;
  EXPECT_LE(in_progress, 4);
  relay_.hold(false);
  for (int i = 1; i <= 12; ++i) EXPECT_TRUE(reaches(i, Code::processed));
}

TEST_F(LoopTest, ADeadRelayIsProbedNotHammered) {
  relay_.answer(mail::SendOutcome::relay_unavailable);
  const auto accepted = submit("203.0.113.1");
  start();
  ASSERT_TRUE(relay_sees(2));
  EXPECT_EQ(code_of(accepted->id), Code::in_progress);
  relay_.answer(mail::SendOutcome::accepted);
  EXPECT_TRUE(reaches(accepted->id, Code::processed));
  EXPECT_LT(relay_.mails().size(), 8U);
}

TEST_F(LoopTest, WhatEndsWhileTheDatabaseIsAwayIsSettledAfterwards) {
  relay_.hold(true);
  constexpr int kMails = 6;  // more than may be held at once
  for (int i = 1; i <= kMails; ++i)
    submit("203.0.113." + std::to_string(i), "a" + std::to_string(i) + "@example.com");
  start();
  ASSERT_TRUE(relay_.wait_for(2));
  away_.take_away(true);
  relay_.hold(false);
  ASSERT_TRUE(away_.wait_for_failures(3));  // long enough for a sweep to be due and to fail too
  away_.take_away(false);
  for (int i = 1; i <= kMails; ++i) EXPECT_TRUE(reaches(i, Code::processed));
  EXPECT_EQ(relay_.mails().size(), static_cast<std::size_t>(kMails)) << "a mail was repeated";
}

TEST_F(LoopTest, StopFinishesTheMailUnderWayAndHandsTheRestBack) {
  relay_.hold(true);
  for (int i = 1; i <= 4; ++i)
    submit("203.0.113." + std::to_string(i), "a" + std::to_string(i) + "@example.com");
  start();
  ASSERT_TRUE(relay_.wait_for(2));
  std::thread release([this] { relay_.hold(false); });
  loop_->stop();
  release.join();
  loop_.reset();
  int processed = 0;
  for (int i = 1; i <= 4; ++i) processed += code_of(i) == Code::processed ? 1 : 0;
  EXPECT_EQ(static_cast<std::size_t>(processed), relay_.mails().size());
  // What was not sent is due for the next start, with no attempt used up.
  for (const Work& work : claim()) EXPECT_EQ(work.task.attempts, 1);
}

}  // namespace
}  // namespace usher::worker
