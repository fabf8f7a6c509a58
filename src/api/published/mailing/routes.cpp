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

namespace usher::api::published {

std::vector<http::Route> resource_routes(const ResourceTools& tools) {
  ResourceRoutes routes(tools.store, tools.rate, tools.readers);
  routes.set_base_path(kConsoleBase);
  add_account_info(routes, tools.public_url);
  add_mailing_lists(routes, tools.random);
  add_territories(routes);
  add_groups(routes);
  add_recipients(routes, tools.proxies);
  add_imports(routes, tools.proxies);
  add_messages(routes);
  add_message_queries(routes, tools.public_url, tools.keys);
  add_message_templates(routes);
  add_tags(routes);
  add_attachments(routes);
  add_images(routes, tools.public_url, tools.random);
  // Stops and deletions are throttled only if the server has a rate limit.
  add_sendings(routes, {tools.rate.cost_of_a_call().count() > 0});
  routes.set_base_path(kStatisticsBase);
  add_statistics(routes);
  return routes.release();
}

}  // namespace usher::api::published
