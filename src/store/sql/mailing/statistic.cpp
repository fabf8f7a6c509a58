#include "store/mailing/statistic.hpp"

#include "store/result_page.hpp"
#include "store/sql_text.hpp"

namespace usher::store::statistic {
namespace {

using domain::AccountId;
using domain::MessageCount;
using domain::ReaderCount;
using domain::Topic;

constexpr Query kOfMessage{
    "SELECT deliveries, views, clicks, bounces, unsubscriptions, recipients, viewers, clickers, "
    "bounces, unsubscriptions FROM message_statistic WHERE account_id = $1 AND message_id = $2"};
constexpr int kFirstOfDistinctCounts = 5;  // index of the first distinct count in kOfMessage
// The result is cast, because PostgreSQL's sum() has a wider type than its argument.
constexpr Query kOfRecipient{
    "SELECT CAST(sum(deliveries) AS BIGINT), CAST(sum(views) AS BIGINT), "
    "CAST(sum(clicks) AS BIGINT), CAST(sum(CASE WHEN bounce > 0 THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(sum(unsubscribed) AS BIGINT) FROM reader WHERE account_id = $1 AND recipient_id = $2"};

// The constants have a cast, because an integer literal in ORDER BY is a column number.
constexpr SqlText kOne{"CAST(1 AS BIGINT)"};
constexpr SqlText kEmpty{"CAST('' AS TEXT)"};
constexpr auto kBounceKind =
    piece<"CASE r.bounce WHEN ", literal<domain::BounceKind::hard>, " THEN 'Hard' WHEN ",
          literal<domain::BounceKind::soft>, " THEN 'Soft' ELSE '' END">;
constexpr SqlText kEmail{"COALESCE(c.email, '')"};
constexpr SqlText kSubject{"COALESCE(m.subject, '')"};
constexpr SqlText kNotes{"COALESCE(m.notes, '')"};
constexpr SqlText kList{"COALESCE(m.list, 0)"};

template <SqlText count>
constexpr auto kReaderColumns = columns_of<domain::kReaderProperties>({
    {"Count", joined<count>},
    {"Email", joined<kEmail>},
    {"IdMessage", "r.message_id"},
    {"IdRecipient", "r.recipient_id"},
    {"Type", joined<kBounceKind>},
    {"Url", joined<kEmpty>},
});
/// The query for the readers of a message. `condition` is the condition of a partial index.
template <SqlText count, SqlText condition>
constexpr PageSource kReadersOf{
    joined<"r.message_id, r.recipient_id, ", kEmail, ", ", count, ", r.bounce, ''">,
    joined<"reader r LEFT JOIN recipient c ON c.id = r.recipient_id "
           "AND c.account_id = r.account_id WHERE r.account_id = $1 AND r.message_id = $2 AND ",
           condition>,
    "r.recipient_id",
    {kReaderColumns<count>}};
constexpr std::array<PageSource, domain::kTopics.size()> kReaders = {{
    // The queries are indexed by Topic.
    kReadersOf<"r.deliveries", "r.deliveries > 0">,
    kReadersOf<"r.views", "r.views > 0">,
    kReadersOf<"r.clicks", "r.clicks > 0">,
    kReadersOf<kOne, "r.bounce > 0">,
    kReadersOf<kOne, "r.unsubscribed = 1">,
}};

template <SqlText count, SqlText url = kEmpty>
constexpr auto kMessageColumns = columns_of<domain::kMessageCountProperties>({
    {"Count", joined<count>},
    {"IdList", joined<kList>},
    {"IdMessage", "r.message_id"},
    {"Notes", joined<kNotes>},
    {"Subject", joined<kSubject>},
    {"Type", joined<kBounceKind>},
    {"Url", joined<url>},
});
constexpr auto kMessageText = piece<kList, ", r.message_id, ", kSubject, ", ", kNotes, ", ">;
constexpr SqlText kJoinMessage{
    "LEFT JOIN message m ON m.id = r.message_id AND m.account_id = r.account_id "};
/// The query for the messages of a recipient.
template <SqlText count, SqlText condition>
constexpr PageSource kMessagesOf{
    joined<kMessageText, count, ", r.bounce, ''">,
    joined<"reader r ", kJoinMessage, "WHERE r.account_id = $1 AND r.recipient_id = $2 AND ",
           condition>,
    "r.message_id DESC",
    {kMessageColumns<count>}};
constexpr std::array<PageSource, domain::kTopics.size()> kMessages = {{
    // The queries are indexed by Topic.
    kMessagesOf<"r.deliveries", "r.deliveries > 0">,
    kMessagesOf<"r.views", "r.views > 0">,
    kMessagesOf<"r.clicks", "r.clicks > 0">,
    kMessagesOf<kOne, "r.bounce > 0">,
    kMessagesOf<kOne, "r.unsubscribed = 1">,
}};

constexpr auto kClickerColumns = columns_of<domain::kReaderProperties>({
    {"Count", "k.clicks"},
    {"Email", joined<kEmail>},
    {"IdMessage", "l.message_id"},
    {"IdRecipient", "k.recipient_id"},
    {"Type", joined<kEmpty>},
    {"Url", "l.url"},
});
constexpr PageSource kClickers{
    joined<"l.message_id, k.recipient_id, ", kEmail, ", k.clicks, 0, l.url">,
    "message_link l JOIN link_click k ON k.account_id = l.account_id AND k.link_id = l.id "
    "LEFT JOIN recipient c ON c.id = k.recipient_id AND c.account_id = k.account_id "
    "WHERE l.account_id = $1 AND l.message_id = $2",
    "l.id, k.recipient_id",
    {kClickerColumns}};
constexpr auto kLinkColumns = columns_of<domain::kLinkCountProperties>({
    {"Count", "l.clicks"},
    {"IdMessage", "l.message_id"},
    {"Url", "l.url"},
});
constexpr PageSource kLinks{
    "l.message_id, l.url, l.clicks",
    "message_link l WHERE l.account_id = $1 AND l.message_id = $2 AND l.clicks > 0",
    "l.id",
    {kLinkColumns}};
constexpr PageSource kClicked{
    joined<kMessageText, "k.clicks, 0, l.url">,
    joined<"reader r JOIN message_link l ON l.account_id = r.account_id "
           "AND l.message_id = r.message_id "
           "JOIN link_click k ON k.account_id = l.account_id AND k.link_id = l.id "
           "AND k.recipient_id = r.recipient_id ",
           kJoinMessage, "WHERE r.account_id = $1 AND r.recipient_id = $2 AND r.clicks > 0">,
    "r.message_id DESC, l.id",
    {kMessageColumns<"k.clicks", "l.url">}};

std::size_t index_of(Topic topic) { return static_cast<std::size_t>(topic); }

std::int64_t read_count(ReadTx& tx, const Query& query, AccountId account, std::int64_t id,
                        int column) {
  std::int64_t out = 0;
  tx.run(query, {number(account.value), number(id)}, [&](const Row& row) {
    RowReader in(row);
    in.skip(column);
    out = in.integer();
  });
  return out;
}

ReaderCount read_reader(RowReader& in) {
  return {in.integer(), in.integer(), in.string(), in.integer(), in.as<domain::BounceKind>(),
          in.string()};
}

MessageCount read_message(RowReader& in) {
  return {in.integer(), in.integer(), in.string(),
          in.string(),  in.integer(), in.as<domain::BounceKind>(),
          in.string()};
}

domain::LinkCount read_link(RowReader& in) { return {in.integer(), in.string(), in.integer()}; }

}  // namespace

std::int64_t count_of_message(ReadTx& tx, AccountId account, std::int64_t message, Topic topic) {
  return read_count(tx, kOfMessage, account, message, static_cast<int>(topic));
}

std::int64_t count_of_recipient(ReadTx& tx, AccountId account, std::int64_t recipient,
                                Topic topic) {
  return read_count(tx, kOfRecipient, account, recipient, static_cast<int>(topic));
}

domain::ResultPage<ReaderCount> readers(ReadTx& tx, AccountId account, std::int64_t message,
                                        Topic topic, const domain::PageQuery& query) {
  const std::int64_t total = read_count(tx, kOfMessage, account, message,
                                        kFirstOfDistinctCounts + static_cast<int>(topic));
  return page_of(tx, kReaders[index_of(topic)], {number(account.value), number(message)}, query,
                 read_reader, total);
}

domain::ResultPage<ReaderCount> clickers(ReadTx& tx, AccountId account, std::int64_t message,
                                         const domain::PageQuery& query) {
  return page_of(tx, kClickers, {number(account.value), number(message)}, query, read_reader);
}

domain::ResultPage<domain::LinkCount> links(ReadTx& tx, AccountId account, std::int64_t message,
                                            const domain::PageQuery& query) {
  return page_of(tx, kLinks, {number(account.value), number(message)}, query, read_link);
}

domain::ResultPage<MessageCount> messages(ReadTx& tx, AccountId account, std::int64_t recipient,
                                          Topic topic, const domain::PageQuery& query) {
  return page_of(tx, kMessages[index_of(topic)], {number(account.value), number(recipient)}, query,
                 read_message);
}

domain::ResultPage<MessageCount> clicked(ReadTx& tx, AccountId account, std::int64_t recipient,
                                         const domain::PageQuery& query) {
  return page_of(tx, kClicked, {number(account.value), number(recipient)}, query, read_message);
}

}  // namespace usher::store::statistic
