#include "api/console/routes.hpp"

#include "api/console/account.hpp"
#include "api/console/group.hpp"
#include "api/console/mailing_list.hpp"
#include "api/console/sending.hpp"
#include "api/console/statistic.hpp"

namespace usher::api::console {

std::vector<http::Route> routes(const ResourceParts& parts) {
  Resources resources(parts.store, parts.rate);
  resources.below(kConsoleBase);
  add_account(resources, parts.public_url);
  add_mailing_lists(resources);
  add_groups(resources);
  // Where calls are not counted, these are not either.
  add_sendings(resources, parts.rate.cost_of_a_call().count() > 0);
  resources.below(kStatisticsBase);
  add_statistics(resources);
  return resources.take();
}

}  // namespace usher::api::console
