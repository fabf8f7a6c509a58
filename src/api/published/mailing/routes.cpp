#include "api/published/mailing/routes.hpp"

#include "api/published/mailing/account_info.hpp"
#include "api/published/mailing/attachment.hpp"
#include "api/published/mailing/group.hpp"
#include "api/published/mailing/image.hpp"
#include "api/published/mailing/import.hpp"
#include "api/published/mailing/mailing_list.hpp"
#include "api/published/mailing/message.hpp"
#include "api/published/mailing/message_query.hpp"
#include "api/published/mailing/message_template.hpp"
#include "api/published/mailing/recipient.hpp"
#include "api/published/mailing/sending.hpp"
#include "api/published/mailing/statistic.hpp"
#include "api/published/mailing/tag.hpp"
#include "api/published/mailing/territory.hpp"

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
  add_message_queries(resources, parts.public_url, parts.keys);
  add_message_templates(resources);
  add_tags(resources);
  add_attachments(resources);
  add_images(resources, parts.public_url, parts.random);
  // Without a rate limit, stops and deletions are not throttled either.
  add_sendings(resources, {parts.rate.cost_of_a_call().count() > 0});
  resources.below(kStatisticsBase);
  add_statistics(resources);
  return resources.take();
}

}  // namespace usher::api::console
