#include "domain/filter.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

namespace usher::domain {
namespace {

constexpr std::array<FilterProperty, 9> kProperties = {{
    {"idRecipient", FilterType::integer},
    {"idList", FilterType::integer},
    {"idGroup", FilterType::integer},
    {"Id", FilterType::integer},
    {"Email", FilterType::text},
    {"Name", FilterType::text},
    {"Subject", FilterType::text},
    {"Deletable", FilterType::flag},
    {"TrackingInfo.Enabled", FilterType::flag},
}};
constexpr std::array<FilterField, 4> kFields = {
    {{"FirstName", 1}, {"it's \"so\"", 2}, {"firstname", 3}, {"Città", 12}}};
constexpr FilterNames kNames{kProperties, "Fields", kFields};
constexpr FilterNames kWithoutFields{std::span(kProperties).subspan(4, 2)};

constexpr std::array<std::string_view, 33> kOps = {
    "property", "field", "integer", "text",   "flag",  "neg",   "not", "*",  "/",
    "%",        "+",     "-",       "concat", "<<",    ">>",    "<",   ">",  "<=",
    ">=",       "==",    "!=",      "bit&",   "^",     "bit|",  "and", "or", "contains",
    "starts",   "ends",  "trim",    "upper",  "lower", "length"};

/// Returns `(op left right)`, with names and literals as leaves.
std::string tree(const Filter& filter, int index) {
  const FilterNode& n = filter.nodes[static_cast<std::size_t>(index)];
  switch (n.op) {
    case FilterOp::property:
      return std::string(kProperties[static_cast<std::size_t>(n.number)].name);
    case FilterOp::field:
      return fmt::format("f{}", n.number);
    case FilterOp::integer:
      return std::to_string(n.number);
    case FilterOp::text:
      return "'" + n.text + "'";
    case FilterOp::flag:
      return n.number == 1 ? "true" : "false";
    default:
      break;
  }
  const std::string_view op = kOps[static_cast<std::size_t>(n.op)];
  if (n.right < 0) return fmt::format("({} {})", op, tree(filter, n.left));
  return fmt::format("({} {} {})", op, tree(filter, n.left), tree(filter, n.right));
}

/// Returns the tree, or the error message.
std::string parsed(std::string_view text, const FilterNames& names = kNames) {
  const auto filter = parse_filter(text, names);
  if (!filter) {
    EXPECT_EQ(filter.error().code, Errc::invalid);
    return filter.error().message;
  }
  return filter->empty() ? "" : tree(*filter, static_cast<int>(filter->nodes.size()) - 1);
}

struct Case {
  std::string_view text;
  std::string_view outcome;
};

TEST(Filter, ParsesExpressionsOfPublishedClients) {
  constexpr Case kCases[] = {
      {"idList == 5", "(== idList 5)"},
      {"idGroup == 5", "(== idGroup 5)"},
      {"idRecipient==5", "(== idRecipient 5)"},
      {"Email=='a@b.c'", "(== Email 'a@b.c')"},
      {"Email.Contains('x')", "(contains Email 'x')"},
      {"Email.Trim().Equals('x')", "(== (trim Email) 'x')"},
      {"Name=='x'", "(== Name 'x')"},
      {"Name.Contains('x')", "(contains Name 'x')"},
      {"Name.Trim().Equals('x')", "(== (trim Name) 'x')"},
      {"Subject.Contains('x')", "(contains Subject 'x')"},
      {"IdList == 51", "(== idList 51)"},
      {"Email='x'", "(== Email 'x')"},
      {"Email=='a'&Name=='b'", "(and (== Email 'a') (== Name 'b'))"},
      {"\"Email=='a@b.c'\"", "(== Email 'a@b.c')"},
      {" \"idList == 5\" ", "(== idList 5)"},
      {"\"Fields[\"FirstName\"] == 'x'\"", "(== f1 'x')"},
      {"Fields[\"FirstName\"] == \"x\"", "(== f1 'x')"},
      {"", ""},
      {"  ", ""},
      {"\"\"", ""},
      {"\" \"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(parsed(c.text), c.outcome) << c.text;
}

TEST(Filter, ParsesEveryOperator) {
  constexpr Case kCases[] = {
      {"!Deletable", "(not Deletable)"},
      {"!!Deletable", "(not (not Deletable))"},
      {"-Id == 1", "(== (neg Id) 1)"},
      {"- -1 == - 1", "(== (neg -1) -1)"},
      {"Id * 2 == 1", "(== (* Id 2) 1)"},
      {"Id / 2 == 1", "(== (/ Id 2) 1)"},
      {"Id % 2 == 1", "(== (% Id 2) 1)"},
      {"Id + 2 == 1", "(== (+ Id 2) 1)"},
      {"Id - 2 == 1", "(== (- Id 2) 1)"},
      {"Id -2 == 1", "(== (- Id 2) 1)"},
      {"Id << 2 == 1", "(== (<< Id 2) 1)"},
      {"Id >> 2 == 1", "(== (>> Id 2) 1)"},
      {"Id < 1", "(< Id 1)"},
      {"Id > 1", "(> Id 1)"},
      {"Id <= 1", "(<= Id 1)"},
      {"Id >= 1", "(>= Id 1)"},
      {"Name < 'x'", "(< Name 'x')"},
      {"Name >= 'x'", "(>= Name 'x')"},
      {"Id != 1", "(!= Id 1)"},
      {"Name != 'x'", "(!= Name 'x')"},
      {"Deletable == true", "(== Deletable true)"},
      {"Deletable != False", "(!= Deletable false)"},
      {"(Id & 1) == 1", "(== (bit& Id 1) 1)"},
      {"(Id ^ 1) == 1", "(== (^ Id 1) 1)"},
      {"(Id | 1) == 1", "(== (bit| Id 1) 1)"},
      {"Deletable & true", "(and Deletable true)"},
      {"Deletable ^ true", "(!= Deletable true)"},
      {"Deletable | true", "(or Deletable true)"},
      {"Deletable && true", "(and Deletable true)"},
      {"Deletable || true", "(or Deletable true)"},
      {"Name + 'x' == 'y'", "(== (concat Name 'x') 'y')"},
  };
  for (const Case& c : kCases) EXPECT_EQ(parsed(c.text), c.outcome) << c.text;
}

TEST(Filter, OperatorsHavePrecedenceAndAreLeftAssociative) {
  constexpr Case kCases[] = {
      {"1 + 2 * 3 == 7", "(== (+ 1 (* 2 3)) 7)"},
      {"(1 + 2) * 3 == 9", "(== (* (+ 1 2) 3) 9)"},
      {"9 - 3 - 2 == 4", "(== (- (- 9 3) 2) 4)"},
      {"9 - (3 - 2) == 8", "(== (- 9 (- 3 2)) 8)"},
      {"8 / 2 % 3 * 4 == 4", "(== (* (% (/ 8 2) 3) 4) 4)"},
      {"1 << 2 + 1 == 8", "(== (<< 1 (+ 2 1)) 8)"},
      {"Id << 1 < 8", "(< (<< Id 1) 8)"},
      {"Id < 8 == true", "(== (< Id 8) true)"},
      {"Id == 1 & Id == 2", "(and (== Id 1) (== Id 2))"},
      {"true & true ^ true", "(!= (and true true) true)"},
      {"true | true ^ true & false", "(or true (!= true (and true false)))"},
      {"true || false && false", "(or true (and false false))"},
      {"true && false | true", "(and true (or false true))"},
      {"-Id * 2 == 1", "(== (* (neg Id) 2) 1)"},
      {"!Deletable == true", "(== (not Deletable) true)"},
      {"!Name.Contains('x') && true", "(and (not (contains Name 'x')) true)"},
      {"(Name + 'a').Trim().Length > 2", "(> (length (trim (concat Name 'a'))) 2)"},
  };
  for (const Case& c : kCases) EXPECT_EQ(parsed(c.text), c.outcome) << c.text;
}

TEST(Filter, ParsesMethodsNamesAndLiterals) {
  constexpr Case kCases[] = {
      {"Name.StartsWith('x')", "(starts Name 'x')"},
      {"Name.EndsWith(Email)", "(ends Name Email)"},
      {"Name.ToUpper().ToLower() == Email", "(== (lower (upper Name)) Email)"},
      {"name . trim ( ) . CONTAINS ( 'x' )", "(contains (trim Name) 'x')"},
      {"'abc'.Contains(Name + 'x')", "(contains 'abc' (concat Name 'x'))"},
      {"Id.Equals(5)", "(== Id 5)"},
      {"5.Equals(Id)", "(== 5 Id)"},
      {"Deletable.Equals(true)", "(== Deletable true)"},
      {"Name.Length == 3", "(== (length Name) 3)"},
      {"Name.Length.Equals(3)", "(== (length Name) 3)"},
      {"TrackingInfo.Enabled", "TrackingInfo.Enabled"},
      {"trackinginfo . ENABLED.Equals(false)", "(== TrackingInfo.Enabled false)"},
      {"Fields['FirstName'].Trim() == 'x'", "(== (trim f1) 'x')"},
      {"Fields['firstname'] == 'x'", "(== f3 'x')"},
      {"Fields['FIRSTNAME'] == 'x'", "(== f1 'x')"},
      {"fields[ 'it''s \"so\"' ] == 'x'", "(== f2 'x')"},
      {"Fields[\"it's \"\"so\"\"\"] == 'x'", "(== f2 'x')"},
      {"Fields['Città'] == 'x'", "(== f12 'x')"},
      {"Fields[12] == 'x'", "(== f12 'x')"},
      {"Name == ''", "(== Name '')"},
      {"Name == ''''", "(== Name ''')"},
      {"Name == 'O''Neil && \"x\" ('", "(== Name 'O'Neil && \"x\" (')"},
      {"Name == '日本'", "(== Name '日本')"},
      {"Id == 2147483647", "(== Id 2147483647)"},
      {"Id == -2147483648", "(== Id -2147483648)"},
      {"Id\t==\n007", "(== Id 7)"},
  };
  for (const Case& c : kCases) EXPECT_EQ(parsed(c.text), c.outcome) << c.text;
}

TEST(Filter, UnknownNamesAreReportedWithTheirPosition) {
  EXPECT_EQ(parsed("Foo == 1", kWithoutFields),
            "filterby: unknown property Foo at position 1; allowed are Email, Name.");
  EXPECT_EQ(parsed("\"Email == Foo\"", kWithoutFields),
            "filterby: unknown property Foo at position 10; allowed are Email, Name.");
  EXPECT_EQ(parsed("Name == '日本' && Foo.Bar.Trim() == ''", kWithoutFields),
            "filterby: unknown property Foo.Bar at position 17; allowed are Email, Name.");
  EXPECT_EQ(parsed("Fields['x'] == ''", kWithoutFields),
            "filterby: unknown property Fields at position 1; allowed are Email, Name.");
  EXPECT_EQ(
      parsed("Foo(1)"),
      "filterby: unknown property Foo at position 1; allowed are idRecipient, idList, idGroup, "
      "Id, Email, Name, Subject, Deletable, TrackingInfo.Enabled, Fields['…'].");
  EXPECT_EQ(parsed("Email.Reverse() == ''"),
            "filterby: unknown method Reverse at position 7; allowed are Contains, StartsWith, "
            "EndsWith, Equals, Trim, ToUpper, ToLower, Length.");
  EXPECT_EQ(parsed("Fields['Nickname'] == ''"),
            "filterby: unknown member of Fields at position 8.");
  EXPECT_EQ(parsed("Fields[4] == ''"), "filterby: unknown member of Fields at position 8.");
  EXPECT_EQ(parsed(std::string(300, 'x')).substr(0, 79),
            "filterby: unknown property " + std::string(40, 'x') + " at position");
}

TEST(Filter, SyntaxErrorsNameWhatWasExpected) {
  constexpr Case kCases[] = {
      {"Email ==", "expected a value at position 9, not the end"},
      {"== 1", "expected a value at position 1, not =="},
      {"(Id == 1", "expected ) at position 9, not the end"},
      {"Id == 1)", "expected an operator or the end at position 8, not )"},
      {"Id == 1 Id == 2", "expected an operator or the end at position 9, not Id"},
      {"Id == 1; Id == 2", "expected an operator or the end at position 8, not ;"},
      {"Id === 1", "expected a value at position 6, not =="},
      {"Id <> 1", "expected a value at position 5, not >"},
      {"Id == 1.5", "expected a method at position 9, not a number"},
      {"Id == 12ab", "unexpected character in a number at position 9"},
      {"Name == 'x", "the text that starts at position 9 has no closing quote"},
      {"\"Name == 'x'", "the text that starts at position 1 has no closing quote"},
      {"Name.Trim == 'x'", "expected ( at position 11, not =="},
      {"Name. == 'x'", "expected a method at position 7, not =="},
      {"Name.Contains('x'", "expected ) at position 18, not the end"},
      {"Name.Contains('x', 'y')", "unexpected character at position 18"},
      {"Fields == 'x'",
       "unknown property Fields at position 1; allowed are idRecipient, idList, idGroup, Id, "
       "Email, "
       "Name, Subject, Deletable, TrackingInfo.Enabled, Fields['…']"},
      {"Fields[Name] == 'x'",
       "expected a field's name in quotes, or its number, at position 8, not Name"},
      {"Fields['FirstName' == 'x'", "expected ] at position 20, not =="},
      {"Id @ 1", "unexpected character at position 4"},
      {"Näme == 'x'", "unexpected character at position 2"},
      {"Id == 2147483648", "the number at position 7 exceeds 32 bits"},
      {"Id == -2147483649", "the number at position 8 exceeds 32 bits"},
      {"Id == 99999999999999999999", "the number at position 7 exceeds 32 bits"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(parsed(c.text), fmt::format("filterby: {}.", c.outcome)) << c.text;
  }
  const std::string not_text[] = {"Name == '\xFF'", std::string("Name == '\0'", 11)};
  for (const std::string& text : not_text)
    EXPECT_EQ(parsed(text), "filterby must be UTF-8 text without U+0000.");
}

TEST(Filter, TypesOfOperandsMustMatch) {
  constexpr Case kCases[] = {
      {"Id", "a number that starts at position 1 is not a condition: compare it with a value"},
      {"'x'", "a text that starts at position 1 is not a condition: compare it with a value"},
      {"Name.Trim()",
       "a text that starts at position 1 is not a condition: compare it with a value"},
      {"!Id", "! at position 1 can't be applied to a number"},
      {"!Name == 'x'", "! at position 1 can't be applied to a text"},
      {"-Name == 'x'", "- at position 1 can't be applied to a text"},
      {"-Deletable", "- at position 1 can't be applied to a condition"},
      {"Id == 'x'", "== at position 4 can't be applied to a number and a text"},
      {"Name = 1", "== at position 6 can't be applied to a text and a number"},
      {"Name != true", "!= at position 6 can't be applied to a text and a condition"},
      {"Deletable < true", "< at position 11 can't be applied to a condition and a condition"},
      {"Id < 'x'", "< at position 4 can't be applied to a number and a text"},
      {"1 < Id < 5", "< at position 8 can't be applied to a condition and a number"},
      {"Name * 2 == 4", "* at position 6 can't be applied to a text and a number"},
      {"'a' + 1 == 'a1'", "+ at position 5 can't be applied to a text and a number"},
      {"true + true", "+ at position 6 can't be applied to a condition and a condition"},
      {"Name - 'x' == ''", "- at position 6 can't be applied to a text and a text"},
      {"Name << 1 == 1", "<< at position 6 can't be applied to a text and a number"},
      {"Name % 2 == 1", "% at position 6 can't be applied to a text and a number"},
      {"Name & 'x'", "& at position 6 can't be applied to a text and a text"},
      {"Id & true", "& at position 4 can't be applied to a number and a condition"},
      {"Name ^ 'x'", "^ at position 6 can't be applied to a text and a text"},
      {"Id & 1 == 1", "& at position 4 can't be applied to a number and a condition"},
      {"Id && true", "&& at position 4 can't be applied to a number and a condition"},
      {"true && Id", "&& at position 6 can't be applied to a condition and a number"},
      {"1 || 2", "|| at position 3 can't be applied to a number and a number"},
      {"Id.Contains('x')", "Contains at position 4 is for a text, not for a number"},
      {"Deletable.Trim() == ''", "Trim at position 11 is for a text, not for a condition"},
      {"Id.Length == 1", "Length at position 4 is for a text, not for a number"},
      {"(Id).Length == 1", "Length at position 6 is for a text, not for a number"},
      {"Name.Contains(5)", "Contains at position 6 needs a text, not a number"},
      {"Name.Equals(5)", "Equals at position 6 needs a text, not a number"},
      {"Id.Equals('x')", "Equals at position 4 needs a number, not a text"},
      {"Name.Contains()", "Contains at position 6 needs one argument"},
      {"Name.Equals()", "Equals at position 6 needs one argument"},
      {"Name.Trim('x') == ''", "Trim at position 6 takes no argument"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(parsed(c.text), fmt::format("filterby: {}.", c.outcome)) << c.text;
  }
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Filter, CalculationsThatMayOverflowAreRefused) {
  constexpr std::string_view kTooLarge = "may exceed 64 bits.";
  for (const std::string_view text :
       {"Id * Id * 4 == 1", "(Id << 31) * 2 == 1", "Id * Id + Id * Id + Id * Id == 1",
        "Id << Id << 1 == 1", "-(Id * Id) - Id * Id - 1 == 1", "(Id * Id | 1) == 0",
        "2147483647 * 2147483647 * 2 == 1", "Id * Id * Id * Id * Id == 1"}) {
    EXPECT_NE(parsed(text).find(kTooLarge), std::string::npos) << text << ": " << parsed(text);
  }
  EXPECT_EQ(parsed("1 == Id * Id * Id"),
            "filterby: the result of the operator at position 14 may exceed 64 bits.");
  for (const std::string& text :
       {std::string("Id * Id == 1"), std::string("Id << 30 == 1"), std::string("Id << Id == 1"),
        std::string("Id << -1 == 1"), std::string("(Id * Id) / 2 % 7 * Id == 1"),
        std::string("Name.Length * Id == 1"), "(Id" + repeated(" & 255", 50) + ") == 1",
        "(Id" + repeated(" | Id", 50) + ") == 1", "Id" + repeated(" >> 1", 50) + " == 1"}) {
    EXPECT_TRUE(parse_filter(text, kNames)) << text << ": " << parsed(text);
  }
}

TEST(Filter, SizeAndNestingAreBounded) {
  const auto padded = [](std::size_t size) {
    std::string text = "Name == '";
    text.append(size - text.size() - 1, 'x');
    return text + "'";
  };
  EXPECT_TRUE(parse_filter(padded(kMaxFilterBytes), kNames));
  EXPECT_EQ(parsed(padded(kMaxFilterBytes + 1)), "filterby must be at most 4000 bytes long.");

  // A property counts as 250 bytes of a concatenated text.
  EXPECT_TRUE(parse_filter("(Name" + repeated(" + Name", 15) + ").Contains(Name)", kNames));
  EXPECT_EQ(parsed("(Name" + repeated(" + Name", 16) + ").Contains(Name)"),
            "filterby: the concatenated text is too long at position 112; it may have 4000 bytes, "
            "where a property counts as 250.");
  EXPECT_NE(parsed("Name.Contains('" + repeated("x", 3751) + "' + Name.ToUpper().Trim())")
                .find("too long"),
            std::string::npos);

  // Each comparison has three nodes, and one joins two of them.
  EXPECT_TRUE(parse_filter("Id == 1" + repeated(" || Id == 1", 49), kNames));
  EXPECT_EQ(parsed("Id == 1" + repeated(" || Id == 1", 50)),
            "filterby: too many operands and operators at position 557; an expression may have at "
            "most 200.");

  const auto in_parentheses = [](int times) {
    return repeated("(", times) + "Id == 1" + repeated(")", times);
  };
  EXPECT_TRUE(parse_filter(in_parentheses(kMaxFilterDepth), kNames));
  EXPECT_EQ(parsed(in_parentheses(kMaxFilterDepth + 1)),
            "filterby: too deeply nested at position 34; parentheses may be nested 32 deep at "
            "most.");
  EXPECT_EQ(parsed(repeated("(", 4000)),
            "filterby: too deeply nested at position 34; parentheses may be nested 32 deep at "
            "most.");
  for (const std::string_view sign : {"!", "- "}) {
    EXPECT_NE(parsed(repeated(sign, 1900) + "1").find("too deeply nested"), std::string::npos);
  }
}

TEST(Filter, NestingOfOperatorsIsBounded) {
  const auto nots = [](int times) { return repeated("!", times) + "Deletable"; };
  EXPECT_TRUE(parse_filter(nots(kMaxFilterLevels), kNames));
  EXPECT_EQ(parsed(nots(kMaxFilterLevels + 1)),
            "filterby: too deeply nested at position 1; operators may be nested 12 deep at "
            "most.");
  const auto rights = [](int times) {
    return "Id == " + repeated("1 - (", times) + "1" + repeated(")", times);
  };
  EXPECT_TRUE(parse_filter(rights(kMaxFilterLevels - 1), kNames));
  EXPECT_NE(parsed(rights(kMaxFilterLevels)).find("too deeply nested"), std::string::npos);
  EXPECT_TRUE(parse_filter("Name" + repeated(".Trim()", kMaxFilterLevels - 1) + " == ''", kNames));
  EXPECT_FALSE(parse_filter("Name" + repeated(".Trim()", kMaxFilterLevels) + " == ''", kNames));
  // Chains do not count as nesting.
  for (const std::string& text :
       {"Id == 1" + repeated(" + 2 - 1", 40), "Id == 1" + repeated(" * 2 / 2", 14),
        "Name == ''" + repeated(" + 'x'", 90), "true" + repeated(" && Deletable", 90)}) {
    EXPECT_TRUE(parse_filter(text, kNames)) << parsed(text);
  }
}

/// Returns the terms, with `-` before descending ones, or the error message.
std::string ordered(std::string_view text) {
  const auto order = parse_order(text, kNames);
  if (!order) {
    EXPECT_EQ(order.error().code, Errc::invalid);
    return order.error().message;
  }
  std::string out;
  for (const OrderTerm& term : *order) {
    out += fmt::format("{}{} ", term.descending ? "-" : "",
                       term.is_field
                           ? fmt::format("f{}", term.number)
                           : std::string(kProperties[static_cast<std::size_t>(term.number)].name));
  }
  return out;
}

TEST(Order, ParsesTermsInOrder) {
  constexpr Case kCases[] = {
      {"Id asc", "Id "},
      {"Email asc", "Email "},
      {"idList desc", "-idList "},
      {"\"Id asc\"", "Id "},
      {"Name", "Name "},
      {"NAME DESC", "-Name "},
      {"Name desc; email Asc;idList", "-Name Email idList "},
      {"Name;", "Name "},
      {"TrackingInfo.Enabled desc", "-TrackingInfo.Enabled "},
      {"\"Fields[\"FirstName\"] desc;Fields[12];Name\"", "-f1 f12 Name "},
      {"", ""},
      {"\" \"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(ordered(c.text), c.outcome) << c.text;
  const auto terms = parse_order("Id;Name;Deletable;Fields[1]", kNames);
  ASSERT_TRUE(terms);
  EXPECT_EQ((*terms)[0].type, FilterType::integer);
  EXPECT_EQ((*terms)[1].type, FilterType::text);
  EXPECT_EQ((*terms)[2].type, FilterType::flag);
  EXPECT_EQ((*terms)[3].type, FilterType::text);
}

TEST(Order, SyntaxErrorsNameWhatWasExpected) {
  constexpr Case kCases[] = {
      {"asc", "unknown property asc at position 1"},
      {"Foo desc", "unknown property Foo at position 1"},
      {"Name; Foo desc", "unknown property Foo at position 7"},
      {"Name.Trim()", "expected asc, desc or ; at position 5, not ."},
      {"Name up", "expected asc, desc or ; at position 6, not up"},
      {"Name asc desc", "expected asc, desc or ; at position 10, not desc"},
      {"Name, Id", "unexpected character at position 5"},
      {"Name;;Id", "expected a property at position 6, not ;"},
      {";", "expected a property at position 1, not ;"},
      {"1 desc", "expected a property at position 1, not a number"},
      {"-Name", "expected a property at position 1, not -"},
      {"Name desc; name", "duplicate property name at position 12"},
      {"Fields[1];Fields['FirstName']", "duplicate property Fields at position 11"},
      {"Fields['x']", "unknown member of Fields at position 8"},
      {"Id;Name;Email;Subject;idList;idGroup;idRecipient;Deletable;Fields[1]",
       "too many properties at position 60; at most 8 are allowed"},
  };
  for (const Case& c : kCases) {
    const std::string expected = fmt::format("orderby: {}", c.outcome);
    EXPECT_EQ(ordered(c.text).substr(0, expected.size()), expected) << c.text;
  }
  EXPECT_EQ(ordered("Id;Name;Email;Subject;idList;idGroup;idRecipient;Deletable;"),
            "Id Name Email Subject idList idGroup idRecipient Deletable ");
}

}  // namespace
}  // namespace usher::domain
