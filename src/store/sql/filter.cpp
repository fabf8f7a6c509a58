#include "store/filter.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/text.hpp"

namespace usher::store {

using domain::Filter;
using domain::FilterNode;
using domain::FilterOp;
using domain::FilterType;

namespace {

/// The characters that C#'s Trim removes: the white space of Unicode.
constexpr std::string_view kWhiteSpace =
    " \t\n\v\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200A"
    "\u2028\u2029\u202F\u205F\u3000";

/// Returns the SQL of an infix operator, which both databases share.
std::string_view infix(FilterOp op) {
  switch (op) {
    case FilterOp::multiply:
      return " * ";
    case FilterOp::divide:
      return " / ";
    case FilterOp::remainder:
      return " % ";
    case FilterOp::add:
      return " + ";
    case FilterOp::subtract:
      return " - ";
    case FilterOp::concatenate:
      return " || ";
    case FilterOp::shift_left:
      return " << ";
    case FilterOp::shift_right:
      return " >> ";
    case FilterOp::less:
      return " < ";
    case FilterOp::greater:
      return " > ";
    case FilterOp::less_equal:
      return " <= ";
    case FilterOp::greater_equal:
      return " >= ";
    case FilterOp::equal:
      return " = ";
    case FilterOp::not_equal:
      return " <> ";
    case FilterOp::bit_and:
      return " & ";
    case FilterOp::bit_or:
      return " | ";
    case FilterOp::logical_and:
      return " AND ";
    case FilterOp::logical_or:
      return " OR ";
    default:
      CHECK(false);
      return {};
  }
}

bool is_change_of_text(FilterOp op) {
  return op == FilterOp::trim || op == FilterOp::to_lower || op == FilterOp::to_upper;
}

}  // namespace

/// A writer that visits the nodes recursively. Every compound expression is in parentheses or a
/// function call, because the precedence of operators differs between the databases.
class FilterWriter {
 public:
  FilterWriter(const Filter& filter, const FilterColumns& columns, int first)
      : filter_(filter), columns_(columns), first_(first) {}

  FilterSql condition() {
    if (filter_.empty()) {
      put("(1 = 1)");
    } else {
      node(static_cast<int>(filter_.nodes.size()) - 1);
    }
    return std::move(out_);
  }

  FilterSql order(std::span<const domain::OrderTerm> terms) {
    for (const domain::OrderTerm& term : terms) {
      if (!out_.sql_.empty()) put(", ");
      if (term.is_field) {
        field(term.number);
      } else {
        put(column(term.number).sql);
      }
      put(term.type == FilterType::text ? "{by_bytes}" : "");
      put(term.descending ? " DESC" : " ASC");
    }
    return std::move(out_);
  }

 private:
  template <class... Pieces>
  void put(Pieces... pieces) {
    ((out_.sql_ += pieces), ...);
  }
  const FilterNode& at(int node) const { return filter_.nodes[static_cast<std::size_t>(node)]; }
  const FilterColumn& column(std::int64_t number) const {
    return columns_.properties[static_cast<std::size_t>(number)];
  }

  template <class T>
  void parameter(T value) {
    put("$", std::to_string(first_ + out_.parameters()));
    out_.values_.emplace_back(std::move(value));
  }

  void field(std::int64_t number) {
    CHECK(!columns_.fields.empty());
    put("COALESCE((", columns_.fields, "{as_json}) ->> ");
    parameter(fmt::format("f{}", number));
    put(", '')");
  }

  void node(int index) {
    const FilterNode& n = at(index);
    switch (n.op) {
      case FilterOp::property:
      case FilterOp::field:
      case FilterOp::integer:
      case FilterOp::text:
      case FilterOp::flag:
        return leaf(n);
      case FilterOp::negate:
        return call("(- ", n.left, ")");
      case FilterOp::logical_not:
        return call("(NOT ", n.left, ")");
      case FilterOp::to_upper:
        return call("upper(", n.left, "{by_bytes})");
      case FilterOp::to_lower:
        return call("lower(", n.left, "{by_bytes})");
      case FilterOp::length:
        return call("CAST(length(", n.left, ") AS BIGINT)");
      case FilterOp::trim:
        return trim(n);
      case FilterOp::contains:
        return position(n, " > 0)");
      case FilterOp::starts_with:
        return position(n, " = 1)");
      case FilterOp::ends_with:
        return ends_with(n);
      case FilterOp::bit_xor:
        call("{xor}(", n.left, ", ");
        return call("", n.right, ")");
      case FilterOp::equal:
        if (keyed(n.left) != nullptr && at(n.right).op == FilterOp::text) {
          return equals_key(n.left, at(n.right));
        }
        if (keyed(n.right) != nullptr && at(n.left).op == FilterOp::text) {
          return equals_key(n.right, at(n.left));
        }
        [[fallthrough]];
      default:
        put("(");
        chain(n);
        put(")");
    }
  }

  void call(std::string_view before, int operand, std::string_view after) {
    put(before);
    node(operand);
    put(after);
  }

  void leaf(const FilterNode& n) {
    const bool flag = n.type == FilterType::flag;
    if (flag) put("(");
    if (n.op == FilterOp::property) {
      put(column(n.number).sql);
    } else if (n.op == FilterOp::field) {
      field(n.number);
    } else if (n.op == FilterOp::text) {
      parameter(n.text);
    } else {
      parameter(n.number);
    }
    if (flag) put(" <> 0)");
  }

  void chain(const FilterNode& n) {
    if (domain::is_chain(n.op, at(n.left).op)) {
      chain(at(n.left));
    } else {
      node(n.left);
    }
    const bool compares_texts = at(n.left).type == FilterType::text &&
                                (n.op == FilterOp::less || n.op == FilterOp::greater ||
                                 n.op == FilterOp::less_equal || n.op == FilterOp::greater_equal);
    if (compares_texts) put("{by_bytes}");
    put(infix(n.op));
    if (n.op == FilterOp::divide || n.op == FilterOp::remainder) {
      call("NULLIF(", n.right, ", 0)");
    } else if (n.op == FilterOp::shift_left || n.op == FilterOp::shift_right) {
      call("CAST((", n.right, " & 31) AS INTEGER)");
    } else {
      node(n.right);
    }
  }

  void position(const FilterNode& n, std::string_view test) {
    call("({position}(", n.left, ", ");
    call("", n.right, ")");
    put(test);
  }

  /// Writes a comparison in which the operands occur three and two times, with the same parameters.
  void ends_with(const FilterNode& n) {
    const std::string whole = write_separately(n.left);
    const std::string end = write_separately(n.right);
    put("(length(", whole, ") >= length(", end, ") AND substr(", whole, ", length(", whole,
        ") - length(", end, ") + 1) = ", end, ")");
  }

  std::string write_separately(int operand) {
    const std::string before = std::move(out_.sql_);
    out_.sql_.clear();
    node(operand);
    return std::exchange(out_.sql_, before);
  }

  void trim(const FilterNode& n) {
    const FilterNode& operand = at(n.left);
    if (operand.op == FilterOp::property && !column(operand.number).key_sql.empty()) {
      return node(n.left);  // the column is stored trimmed
    }
    call("trim(", n.left, ", ");
    parameter(std::string(kWhiteSpace));
    put(")");
  }

  /// Returns the column with a key if the node is a property or its change of case; null otherwise.
  const FilterColumn* keyed(int index) const {
    const FilterNode* n = &at(index);
    while (is_change_of_text(n->op)) n = &at(n->left);
    if (n->op != FilterOp::property || n->type != FilterType::text) return nullptr;
    const FilterColumn& found = column(n->number);
    return found.key_sql.empty() ? nullptr : &found;
  }

  /// Compares the keys first, which uses the index, because texts that are equal after a change of
  /// case have the same key.
  void equals_key(int property, const FilterNode& literal) {
    put("(", keyed(property)->key_sql, " = ");
    parameter(ascii_lower(literal.text));
    call(" AND ", property, " = ");
    parameter(literal.text);
    put(")");
  }

  const Filter& filter_;
  const FilterColumns& columns_;
  const int first_;
  FilterSql out_;
};

void FilterSql::append_to(std::vector<Value>& values) const {
  for (const auto& value : values_) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      values.emplace_back(*number);
    } else {
      values.emplace_back(std::string_view(std::get<std::string>(value)));
    }
  }
}

FilterSql compile(const Filter& filter, const FilterColumns& columns, int first) {
  return FilterWriter(filter, columns, first).condition();
}

FilterSql compile(std::span<const domain::OrderTerm> order, const FilterColumns& columns,
                  int first) {
  const Filter none;
  return FilterWriter(none, columns, first).order(order);
}

}  // namespace usher::store
