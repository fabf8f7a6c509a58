#include "store/mailing/statistic.hpp"

#include "store/result_page.hpp"

namespace usher::store::statistic {
namespace {

using domain::AccountId;
using domain::MessageCount;
using domain::ReaderCount;
using domain::Topic;

constexpr Query kOfMessage{
    "SELECT deliveries, views, clicks, bounces, unsubscriptions, recipients, viewers, clickers, "
    "bounces, unsubscriptions FROM message_statistic WHERE account_id = $1 AND message_id = $2"};
constexpr int kReadersBehind = 5;  // columns: how many recipients there are behind a count
// Sums are of a wider type on PostgreSQL, unlike what they add up.
constexpr Query kOfRecipient{
    "SELECT CAST(sum(deliveries) AS BIGINT), CAST(sum(views) AS BIGINT), "
    "CAST(sum(clicks) AS BIGINT), CAST(sum(CASE WHEN bounce > 0 THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(sum(unsubscribed) AS BIGINT) FROM reader WHERE account_id = $1 AND recipient_id = $2"};

// Constants that can also be ordered by.
#define USHER_ONE "CAST(1 AS BIGINT)"
#define USHER_NONE "CAST('' AS TEXT)"
#define USHER_TYPE "CASE r.bounce WHEN 1 THEN 'Hard' WHEN 2 THEN 'Soft' ELSE '' END"
#define USHER_EMAIL "COALESCE(c.email, '')"
#define USHER_SUBJECT "COALESCE(m.subject, '')"
#define USHER_NOTES "COALESCE(m.notes, '')"
#define USHER_LIST "COALESCE(m.list, 0)"

template <std::size_t size>
using Columns = std::array<FilterColumn, size>;
constexpr std::size_t kReader = domain::kReaderProperties.size();
constexpr std::size_t kMessage = domain::kMessageCountProperties.size();

// In the order of Topic: what is counted. Each column has an index over those where it is not 0.
#define USHER_READER_COLUMNS(count)                                                              \
  {                                                                                              \
    {                                                                                            \
      {count}, {USHER_EMAIL}, {"r.message_id"}, {"r.recipient_id"}, {USHER_TYPE}, { USHER_NONE } \
    }                                                                                            \
  }
constexpr std::array<Columns<kReader>, 5> kReaderColumns = {{
    USHER_READER_COLUMNS("r.deliveries"),
    USHER_READER_COLUMNS("r.views"),
    USHER_READER_COLUMNS("r.clicks"),
    USHER_READER_COLUMNS(USHER_ONE),
    USHER_READER_COLUMNS(USHER_ONE),
}};
#define USHER_READERS(count, condition, place)                                           \
  {                                                                                      \
    "r.message_id, r.recipient_id, " USHER_EMAIL ", " count ", r.bounce, ''",            \
        "reader r LEFT JOIN recipient c ON c.id = r.recipient_id "                       \
        "AND c.account_id = r.account_id WHERE r.account_id = $1 AND r.message_id = $2 " \
        "AND " condition,                                                                \
        "r.recipient_id", {                                                              \
      kReaderColumns[place]                                                              \
    }                                                                                    \
  }
constexpr std::array<PageSource, 5> kReaders = {{
    USHER_READERS("r.deliveries", "r.deliveries > 0", 0),
    USHER_READERS("r.views", "r.views > 0", 1),
    USHER_READERS("r.clicks", "r.clicks > 0", 2),
    USHER_READERS(USHER_ONE, "r.bounce > 0", 3),
    USHER_READERS(USHER_ONE, "r.unsubscribed = 1", 4),
}};

#define USHER_MESSAGE_COLUMNS(count, url)                                                      \
  {                                                                                            \
    {                                                                                          \
      {count}, {USHER_LIST}, {"r.message_id"}, {USHER_NOTES}, {USHER_SUBJECT}, {USHER_TYPE}, { \
        url                                                                                    \
      }                                                                                        \
    }                                                                                          \
  }
constexpr std::array<Columns<kMessage>, 5> kMessageColumns = {{
    USHER_MESSAGE_COLUMNS("r.deliveries", USHER_NONE),
    USHER_MESSAGE_COLUMNS("r.views", USHER_NONE),
    USHER_MESSAGE_COLUMNS("r.clicks", USHER_NONE),
    USHER_MESSAGE_COLUMNS(USHER_ONE, USHER_NONE),
    USHER_MESSAGE_COLUMNS(USHER_ONE, USHER_NONE),
}};
#define USHER_MESSAGE_OF_READER \
  "LEFT JOIN message m ON m.id = r.message_id AND m.account_id = r.account_id "
#define USHER_MESSAGES(count, condition, place)                                               \
  {                                                                                           \
    USHER_LIST ", r.message_id, " USHER_SUBJECT ", " USHER_NOTES ", " count ", r.bounce, ''", \
        "reader r " USHER_MESSAGE_OF_READER                                                   \
        "WHERE r.account_id = $1 AND r.recipient_id = $2 AND " condition,                     \
        "r.message_id DESC", {                                                                \
      kMessageColumns[place]                                                                  \
    }                                                                                         \
  }
constexpr std::array<PageSource, 5> kMessages = {{
    USHER_MESSAGES("r.deliveries", "r.deliveries > 0", 0),
    USHER_MESSAGES("r.views", "r.views > 0", 1),
    USHER_MESSAGES("r.clicks", "r.clicks > 0", 2),
    USHER_MESSAGES(USHER_ONE, "r.bounce > 0", 3),
    USHER_MESSAGES(USHER_ONE, "r.unsubscribed = 1", 4),
}};

constexpr Columns<kReader> kClickerColumns = {{
    {"k.clicks"},
    {USHER_EMAIL},
    {"l.message_id"},
    {"k.recipient_id"},
    {USHER_NONE},
    {"l.url"},
}};
constexpr PageSource kClickers{
    "l.message_id, k.recipient_id, " USHER_EMAIL ", k.clicks, 0, l.url",
    "message_link l JOIN link_click k ON k.account_id = l.account_id AND k.link_id = l.id "
    "LEFT JOIN recipient c ON c.id = k.recipient_id AND c.account_id = k.account_id "
    "WHERE l.account_id = $1 AND l.message_id = $2",
    "l.id, k.recipient_id",
    {kClickerColumns}};
constexpr Columns<domain::kLinkCountProperties.size()> kLinkColumns = {{
    {"l.clicks"},
    {"l.message_id"},
    {"l.url"},
}};
constexpr PageSource kLinks{
    "l.message_id, l.url, l.clicks",
    "message_link l WHERE l.account_id = $1 AND l.message_id = $2 AND l.clicks > 0",
    "l.id",
    {kLinkColumns}};
constexpr Columns<kMessage> kClickedColumns = USHER_MESSAGE_COLUMNS("k.clicks", "l.url");
constexpr PageSource kClicked{
    USHER_LIST ", r.message_id, " USHER_SUBJECT ", " USHER_NOTES ", k.clicks, 0, l.url",
    "reader r JOIN message_link l ON l.account_id = r.account_id AND l.message_id = r.message_id "
    "JOIN link_click k ON k.account_id = l.account_id AND k.link_id = l.id "
    "AND k.recipient_id = r.recipient_id " USHER_MESSAGE_OF_READER
    "WHERE r.account_id = $1 AND r.recipient_id = $2 AND r.clicks > 0",
    "r.message_id DESC, l.id",
    {kClickedColumns}};

std::size_t place_of(Topic topic) { return static_cast<std::size_t>(topic); }

std::int64_t one(auto& tx, const auto& statement, AccountId account, std::int64_t id,
                 std::size_t column) {
  std::int64_t out = 0;
  tx.run(statement, {number(account.value), number(id)},
         [&](const Row& row) { out = row.integer(static_cast<int>(column)); });
  return out;
}

ReaderCount read_reader(const Row& row) {
  return {row.integer(0),
          row.integer(1),
          std::string(row.text(2)),
          row.integer(3),
          static_cast<domain::BounceKind>(row.integer(4)),
          std::string(row.text(5))};
}

MessageCount read_message(const Row& row) {
  return {row.integer(0),           row.integer(1), std::string(row.text(2)),
          std::string(row.text(3)), row.integer(4), static_cast<domain::BounceKind>(row.integer(5)),
          std::string(row.text(6))};
}

template <class T>
domain::ResultPage<T> page(ReadTx& tx, const PageSource& source, AccountId account, std::int64_t id,
                           const domain::PageQuery& query, std::optional<std::int64_t> total,
                           T (*read)(const Row&)) {
  return page_of(tx, source, {number(account.value), number(id)}, query, read, total);
}

}  // namespace

std::int64_t count_of_message(ReadTx& tx, AccountId account, std::int64_t message, Topic topic) {
  return one(tx, kOfMessage, account, message, place_of(topic));
}

std::int64_t count_of_recipient(ReadTx& tx, AccountId account, std::int64_t recipient,
                                Topic topic) {
  return one(tx, kOfRecipient, account, recipient, place_of(topic));
}

domain::ResultPage<ReaderCount> readers(ReadTx& tx, AccountId account, std::int64_t message,
                                        Topic topic, const domain::PageQuery& query) {
  const std::int64_t total =
      one(tx, kOfMessage, account, message, kReadersBehind + place_of(topic));
  return page(tx, kReaders[place_of(topic)], account, message, query, total, read_reader);
}

domain::ResultPage<ReaderCount> clickers(ReadTx& tx, AccountId account, std::int64_t message,
                                         const domain::PageQuery& query) {
  return page(tx, kClickers, account, message, query, std::nullopt, read_reader);
}

domain::ResultPage<domain::LinkCount> links(ReadTx& tx, AccountId account, std::int64_t message,
                                            const domain::PageQuery& query) {
  const auto read = [](const Row& row) {
    return domain::LinkCount{row.integer(0), std::string(row.text(1)), row.integer(2)};
  };
  return page<domain::LinkCount>(tx, kLinks, account, message, query, std::nullopt, read);
}

domain::ResultPage<MessageCount> messages(ReadTx& tx, AccountId account, std::int64_t recipient,
                                          Topic topic, const domain::PageQuery& query) {
  return page(tx, kMessages[place_of(topic)], account, recipient, query, std::nullopt,
              read_message);
}

domain::ResultPage<MessageCount> clicked(ReadTx& tx, AccountId account, std::int64_t recipient,
                                         const domain::PageQuery& query) {
  return page(tx, kClicked, account, recipient, query, std::nullopt, read_message);
}

}  // namespace usher::store::statistic
