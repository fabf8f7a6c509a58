#include "api/console/routes.hpp"

#include "api/console/account.hpp"
#include "api/console/attachment.hpp"
#include "api/console/group.hpp"
#include "api/console/image.hpp"
#include "api/console/import.hpp"
#include "api/console/mailing_list.hpp"
#include "api/console/message.hpp"
#include "api/console/place.hpp"
#include "api/console/recipient.hpp"
#include "api/console/sending.hpp"
#include "api/console/statistic.hpp"
#include "api/console/tag.hpp"

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
  add_messages(resources);
  add_message_pages(resources, parts.public_url, parts.keys);
  add_message_templates(resources);
  add_tags(resources);
  add_attachments(resources);
  add_images(resources, parts.public_url, parts.random);
  // Where calls are not counted, these are not either.
  add_sendings(resources, parts.rate.cost_of_a_call().count() > 0);
  resources.below(kStatisticsBase);
  add_statistics(resources);
  return resources.take();
}

}  // namespace usher::api::console
