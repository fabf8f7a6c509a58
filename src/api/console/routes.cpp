#include "api/console/routes.hpp"

#include "api/console/account.hpp"
#include "api/console/group.hpp"
#include "api/console/import.hpp"
#include "api/console/mailing_list.hpp"
#include "api/console/place.hpp"
#include "api/console/recipient.hpp"

namespace usher::api::console {

std::vector<http::Route> routes(const ResourceParts& parts) {
  Resources resources(parts.store, parts.rate, parts.readers);
  resources.below(kConsoleBase);
  add_account(resources, parts.public_url);
  add_mailing_lists(resources, parts.random);
  add_places(resources);
  add_groups(resources);
  add_recipients(resources, parts.proxies);
  add_imports(resources, parts.proxies);
  return resources.take();
}

}  // namespace usher::api::console
