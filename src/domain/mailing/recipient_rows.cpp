#include "domain/mailing/recipient_rows.hpp"

#include <charconv>

#include "base/check.hpp"

namespace usher::domain {
namespace {

// One member of a row is `<mail><bytes>:<value>`; a field has its number for a mail. A row ends
// with a line break, which no value has at such a place because values say how long they are.
constexpr char kEmail = 'e';
constexpr char kName = 'n';
constexpr char kPrefix = 'p';
constexpr char kNumber = 'm';
constexpr char kField = 'f';
constexpr char kEnd = '\n';

void append(std::string& out, char mail, std::string_view value) {
  out += mail;
  out.append(std::to_string(value.size())).append(":").append(value);
}

int cut_number(std::string_view& text, char end) {
  int number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  CHECK(error == std::errc() && rest != text.data() + text.size() && *rest == end);
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()) + 1);
  return number;
}

std::string cut_value(std::string_view& text) {
  const int size = cut_number(text, ':');
  CHECK(size >= 0 && static_cast<std::size_t>(size) <= text.size());
  std::string out(text.substr(0, static_cast<std::size_t>(size)));
  text.remove_prefix(out.size());
  return out;
}

void cut_member(std::string_view& text, GivenRecipient& row) {
  const char mail = text.front();
  text.remove_prefix(1);
  switch (mail) {
    case kEmail:
      row.email = cut_value(text);
      return;
    case kName:
      row.name = cut_value(text);
      return;
    case kPrefix:
      row.mobile_prefix = cut_value(text);
      return;
    case kNumber:
      row.mobile_number = cut_value(text);
      return;
    default:
      CHECK(mail == kField);
      const int number = cut_number(text, '=');
      row.fields[number] = cut_value(text);
  }
}

}  // namespace

void append_row(std::string& rows, const GivenRecipient& row) {
  append(rows, kEmail, *row.email);
  if (row.name) append(rows, kName, *row.name);
  if (row.mobile_prefix) append(rows, kPrefix, *row.mobile_prefix);
  if (row.mobile_number) append(rows, kNumber, *row.mobile_number);
  for (const auto& [number, value] : row.fields) {
    rows += kField;
    rows.append(std::to_string(number)).append("=");
    rows.append(std::to_string(value.size())).append(":").append(value);
  }
  rows += kEnd;
}

std::vector<GivenRecipient> parse_import_rows(std::string_view rows) {
  std::vector<GivenRecipient> out;
  while (!rows.empty()) {
    GivenRecipient& row = out.emplace_back();
    while (!rows.empty() && rows.front() != kEnd) cut_member(rows, row);
    CHECK(!rows.empty());
    rows.remove_prefix(1);
  }
  return out;
}

void RecipientRows::add(GivenRecipient row) {
  ++total_;
  const CheckedRecipient checked = check(std::move(row));
  ++faults_[static_cast<std::size_t>(checked.fault)];
  if (checked.fault != RecipientFault::none && checked.fault != RecipientFault::invalid_number) {
    return;
  }
  if (chunks_.empty() || in_last_ == kChunkRows) {
    chunks_.emplace_back();
    in_last_ = 0;
  }
  ++in_last_;
  append_row(chunks_.back(), checked.given);
}

}  // namespace usher::domain
