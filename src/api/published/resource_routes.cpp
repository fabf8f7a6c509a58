#include "api/published/resource_routes.hpp"

namespace usher::api::published {
namespace {

/// One that is read, and one that waits.
constexpr int kPlacesPerParty = 2;

/// A place in the queue of large bodies, given back on every way out.
class Place {
 public:
  Place(BodyPlaces& places, std::int64_t party)
      : places_(places), party_(party), taken_(places.enter(party)) {}
  ~Place() {
    if (taken_) places_.leave(party_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  bool taken() const { return taken_; }

 private:
  BodyPlaces& places_;
  const std::int64_t party_;
  const bool taken_;
};

/// Reads a large body on the pool. Returns null if it was not read: too many wait.
http::Task<std::unique_ptr<store::Job>> read_on_pool(const ResourceRow& row, BodyPlaces& places,
                                                     Pool& readers, const http::Request& request) {
  const Place place(places, request.party);
  if (!place.taken()) co_return nullptr;
  const auto read = [&row, &request] { return row.read(request); };
  auto job = co_await ask(readers, request, read);
  co_return job ? std::move(*job) : nullptr;
}

/// Returns the challenge of a 401: without an error code if the request has no token (RFC 6750, 3.1).
const char* bearer_challenge(const http::Request& request) {
  return bearer_token(request).empty() ? kTokenChallenge : kBearerChallenge;
}

/// Checks token, account and rate before a large body is read.
http::Task<http::Admission> admit(std::string_view method, store::Store& store,
                                  service::RateLimit* rate, const http::Request& request) {
  service::AccountRequestHead head{bearer_token(request), method,
                                   service::Arrival{steady_now()}};
  const auto account =
      co_await ask<&service::admit_account_request>(store, rate, std::move(head));
  http::Admission out;
  if (account) {
    out.party = account->value;
  } else {
    const http::Format format = http::response_format(request.header("Accept"));
    out.refusal = error_response(format, account.error(), bearer_challenge(request));
  }
  co_return out;
}

http::Task<http::Response> answer_row(std::shared_ptr<const ResourceRow> row, store::Store& store,
                                      Pool& readers, BodyPlaces& places,
                                      const http::Request& request) {
  const http::Format format = http::response_format(request.header("Accept"));
  std::unique_ptr<store::Job> job;
  if (request.body.size() <= http::kAdmittedBody) {
    job = row->read(request);
  } else {
    job = co_await read_on_pool(*row, places, readers, request);
    if (!job) co_return error_response(format, 503, "Too many large requests at once.", 1);
  }
  const auto start = [&store, &job](Completion& done) {
    job->completion = &done;
    store.post(*job);
  };
  co_await http::suspend(start);
  try {
    co_return row->write(*job, format, bearer_challenge(request));
  } catch (const store::TooExpensive& error) {
    co_return error_response(format, 400, error.what());
  }
}

}  // namespace

bool BodyPlaces::enter(std::int64_t party) {
  const std::lock_guard lock(mutex_);
  int& taken = taken_[party];
  if (taken == kPlacesPerParty) return false;
  ++taken;
  return true;
}

void BodyPlaces::leave(std::int64_t party) {
  const std::lock_guard lock(mutex_);
  const auto found = taken_.find(party);
  if (--found->second == 0) taken_.erase(found);
}

void ResourceRoutes::add_row(std::string_view name, http::Method method, const std::string& path,
                             std::shared_ptr<const ResourceRow> row) {
  http::Route route{
      method, base_path_ + path, std::string(name),
      [row = std::move(row), &store = store_, &readers = readers_,
       places = places_](const http::Request& request) {
        return answer_row(row, store, readers, *places, request);
      }};
  route.body_limit = body_limit_;
  route.admit = [name, &store = store_, rate = &rate_](const http::Request& request) {
    return admit(name, store, rate, request);
  };
  routes_.push_back(std::move(route));
}

}  // namespace usher::api::published
