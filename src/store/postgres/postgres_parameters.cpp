#include "store/postgres/postgres_parameters.hpp"

#include "base/check.hpp"

namespace usher::store {
namespace {

// The type numbers are from PostgreSQL's catalogue (pg_type.dat) and never change.
constexpr unsigned kUnknown = 0;
constexpr unsigned kBytea = 17;
constexpr unsigned kInt8 = 20;
constexpr unsigned kText = 25;

constexpr int kBinary = 1;

void put(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(number >> shift & 0xFF);
  }
}

void put_element(std::string& out, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    put(out, 8, 4);
    put(out, static_cast<std::uint64_t>(*number), 8);
    return;
  }
  std::string_view bytes;
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    bytes = *text;
  } else if (const auto* raw = std::get_if<Bytes>(&value)) {
    bytes = raw->bytes;
  } else {
    put(out, 0xFFFFFFFF, 4);  // a length of -1: NULL
    return;
  }
  put(out, bytes.size(), 4);
  out += bytes;
}

unsigned element_type(BatchType type) {
  switch (type) {
    case BatchType::integer:
      return kInt8;
    case BatchType::text:
      return kText;
    case BatchType::bytes:
      return kBytea;
  }
  CHECK(false);
  return kUnknown;
}

}  // namespace

void PostgresParameters::add_column(const Batch& batch, std::size_t column, BatchType type) {
  std::string out;
  put(out, 1, 4);  // the number of dimensions
  put(out, 1, 4);  // the array may contain NULLs
  put(out, element_type(type), 4);
  put(out, batch.size(), 4);
  put(out, 1, 4);  // the first index
  for (std::size_t row = 0; row < batch.size(); ++row) put_element(out, batch.row(row)[column]);
  add_owned(kUnknown, std::move(out));  // the cast in the statement determines the type
}

void PostgresParameters::add(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    std::string out;
    put(out, static_cast<std::uint64_t>(*number), 8);
    add_owned(kInt8, std::move(out));
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    add_raw(kText, *text);
  } else if (const auto* raw = std::get_if<Bytes>(&value)) {
    add_raw(kBytea, raw->bytes);
  } else {
    types_.push_back(kUnknown);
    values_.push_back(nullptr);
    lengths_.push_back(0);
    formats_.push_back(kBinary);
  }
}

void PostgresParameters::add_raw(unsigned type, std::string_view bytes) {
  types_.push_back(type);
  // The pointer of an empty view may be null, which libpq takes for NULL.
  values_.push_back(bytes.empty() ? "" : bytes.data());
  lengths_.push_back(static_cast<int>(bytes.size()));
  formats_.push_back(kBinary);
}

void PostgresParameters::add_owned(unsigned type, std::string bytes) {
  owned_.push_back(std::move(bytes));
  add_raw(type, owned_.back());
}

std::int64_t postgres_integer(std::string_view bytes) {
  CHECK(bytes.size() == 1 || bytes.size() == 2 || bytes.size() == 4 || bytes.size() == 8);
  // The first byte is sign-extended.
  std::int64_t number = static_cast<signed char>(bytes.front());
  for (const char byte : bytes.substr(1)) {
    number = number * 256 + static_cast<unsigned char>(byte);
  }
  return number;
}

}  // namespace usher::store
