#include "store/mailing/message_template.hpp"

#include "base/check.hpp"
#include "store/result_page.hpp"

namespace usher::store::message_template {
namespace {

using domain::MessageTemplate;

constexpr std::array<FilterColumn, domain::kMessageTemplateProperties.size()> kColumns = {{
    {"t.id"},
    {"t.title"},
}};
constexpr PageSource kPage{"t.id",
                           "(SELECT CAST($1 AS BIGINT) AS id, CAST($2 AS TEXT) AS title "
                           "UNION ALL SELECT CAST($3 AS BIGINT), CAST($4 AS TEXT)) t WHERE 1 = 1",
                           "t.id",
                           {kColumns}};

}  // namespace

domain::ResultPage<MessageTemplate> page(ReadTx& tx, std::span<const MessageTemplate> templates,
                                         const domain::PageQuery& query) {
  CHECK(templates.size() == 2);
  domain::ResultPage<MessageTemplate> out(query);
  const auto add = [&](const Row& row) {
    for (const MessageTemplate& each : templates) {
      if (each.id == row.integer(0)) out.items.push_back(each);
    }
  };
  out.total = read_page(tx, kPage,
                        {number(templates[0].id), text(templates[0].title), number(templates[1].id),
                         text(templates[1].title)},
                        query, std::nullopt, add);
  return out;
}

}  // namespace usher::store::message_template
