// Tests of the coordinator on a real store, with a fake mail server.
#include "worker/transactional_mail_coordinator.hpp"

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

/// A mail server whose replies the test sets and whose mails the test can wait for.
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
  /// Waits until the server has received `count` mails, accepted or not.
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
    return {outcome_, "configured"};
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  mail::SendOutcome outcome_ = mail::SendOutcome::accepted;
  bool held_ = false;
  std::vector<std::pair<std::string, std::string>> mails_;
};

/// A store whose database the test makes unavailable.
class FailingStore final : public store::Store {
 public:
  explicit FailingStore(store::Store& real) : real_(real) {}

  void fail(bool on) { failing_ = on; }
  /// Waits until `count` calls have failed.
  bool wait_for_failures(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return failures_ >= count; });
  }

  void post(store::Job& job) override {
    if (!failing_) return real_.post(job);
    {
      const std::lock_guard lock(mutex_);
      ++failures_;
    }
    changed_.notify_all();
    job.error = std::make_exception_ptr(Unavailable("made unavailable"));
    job.completion->complete();
  }
  bool is_sole_server() const override { return real_.is_sole_server(); }

 private:
  store::Store& real_;
  std::atomic<bool> failing_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  int failures_ = 0;  // guarded by mutex_
};

class TransactionalMailCoordinatorTest : public test::TestService {
 protected:
  void start() {
    TransactionalMailOptions options;
    options.connections = 2;
    options.installation = {"Usher <no-reply@example.com>", "support@example.com",
                            "https://usher.example"};
    coordinator_ = std::make_unique<TransactionalMailCoordinator>(
        options, failing_, task_tools_,
        [this](mail::SocketLoop& loop) {
          return std::make_unique<FakeRelay::Connection>(relay_, loop);
        },
        templates_, clock_, store_.log, store_.metrics);
    coordinator_->start();
  }
  /// Waits for a Code with a deadline, and advances the store's time.
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
  FailingStore failing_{*store_.store};
  std::unique_ptr<TransactionalMailCoordinator> coordinator_;
};

TEST_F(TransactionalMailCoordinatorTest, DeliversAcceptedActivations) {
  const auto before = submit("203.0.113.1", "a@example.com");
  start();
  const auto after = submit("203.0.113.2", "b@example.com");
  coordinator_->wake();
  EXPECT_TRUE(reaches(before->id, Code::processed));
  EXPECT_TRUE(reaches(after->id, Code::processed));
  const auto mails = relay_.mails();
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_NE(mails[0].second.find("Message-ID: <"), std::string::npos);
}

TEST_F(TransactionalMailCoordinatorTest, LeasesAtMostTwiceItsConnections) {
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

TEST_F(TransactionalMailCoordinatorTest, ProbesAnUnavailableRelay) {
  relay_.answer(mail::SendOutcome::relay_unavailable);
  const auto accepted = submit("203.0.113.1");
  start();
  ASSERT_TRUE(relay_sees(2));
  EXPECT_EQ(code_of(accepted->id), Code::in_progress);
  relay_.answer(mail::SendOutcome::accepted);
  EXPECT_TRUE(reaches(accepted->id, Code::processed));
  EXPECT_LT(relay_.mails().size(), 8U);
}

TEST_F(TransactionalMailCoordinatorTest, SettlesAfterAnOutageOfTheDatabase) {
  relay_.hold(true);
  constexpr int kMails = 6;  // more mails than may be leased at the same time
  for (int i = 1; i <= kMails; ++i)
    submit("203.0.113." + std::to_string(i), "a" + std::to_string(i) + "@example.com");
  start();
  ASSERT_TRUE(relay_.wait_for(2));
  failing_.fail(true);
  relay_.hold(false);
  ASSERT_TRUE(failing_.wait_for_failures(3));  // after three failures a sweep has failed too
  failing_.fail(false);
  for (int i = 1; i <= kMails; ++i) EXPECT_TRUE(reaches(i, Code::processed));
  EXPECT_EQ(relay_.mails().size(), static_cast<std::size_t>(kMails)) << "a mail was repeated";
}

TEST_F(TransactionalMailCoordinatorTest, StopFinishesTheMailsInFlightAndReleasesTheRest) {
  relay_.hold(true);
  for (int i = 1; i <= 4; ++i)
    submit("203.0.113." + std::to_string(i), "a" + std::to_string(i) + "@example.com");
  start();
  ASSERT_TRUE(relay_.wait_for(2));
  std::thread release([this] { relay_.hold(false); });
  coordinator_->stop();
  release.join();
  coordinator_.reset();
  int processed = 0;
  for (int i = 1; i <= 4; ++i) processed += code_of(i) == Code::processed ? 1 : 0;
  EXPECT_EQ(static_cast<std::size_t>(processed), relay_.mails().size());
  // The mails that were not sent are due at the next start, and have used up no attempt.
  for (const service::MailTask& task : claim()) EXPECT_EQ(task.task.attempts, 1);
}

}  // namespace
}  // namespace usher::worker
