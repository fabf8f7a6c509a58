#include "service/mailing/first_list.hpp"

#include <vector>

#include "store/mailing/mailing_list.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

constexpr std::int64_t kFirstList = 1;

}  // namespace

void create_first_lists(store::WriteTx& tx, Random& random,
                        std::span<const domain::Account> accounts) {
  std::vector<store::mailing_list::NewList> lists;
  for (const domain::Account& account : accounts) {
    const auto plan = store::plan::get(tx, account.plan);
    lists.push_back({account.id, kFirstList, random_uuid(random), plan->list_name});
  }
  store::mailing_list::insert(tx, lists);
}

}  // namespace usher::service
