/// Writes wire types as JSON and as DataContract XML (docs/contract/provisioning.md, E.3).
///
/// Members are written in the order of their description. An empty std::optional is null in JSON
/// and i:nil in XML.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_text.hpp"
#include "http/negotiation.hpp"

namespace usher::api::wire {

inline constexpr std::string_view kConsoleNamespace = "http://MailupSoa.Ws.Schema.API.Console";
inline constexpr std::string_view kEnvelopeNamespace = "http://MailupSoa.Ws.Schema.API";
/// The namespace of a plain value that is the whole response.
inline constexpr std::string_view kValueNamespace =
    "http://schemas.microsoft.com/2003/10/Serialization/";
/// The namespace of plain values in an array.
inline constexpr std::string_view kArrayNamespace =
    "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

/// Returns the element name of a plain value that is the whole response or an array's item.
constexpr std::string_view xml_name(std::int64_t) { return "int"; }
constexpr std::string_view xml_name(bool) { return "boolean"; }
inline std::string_view xml_name(const std::string&) { return "string"; }

/// A wire type: a struct with described members. Types of array items also have `kXmlName`, the
/// name of their XML elements.
template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

/// Appends text as XML character data. Characters that XML does not allow become U+FFFD.
void append_xml_text(std::string& out, std::string_view text);

inline void append_json(std::string& out, std::int64_t value) { out += std::to_string(value); }
inline void append_json(std::string& out, bool value) { out += value ? "true" : "false"; }
inline void append_json(std::string& out, const std::string& value) {
  append_json_string(out, value);
}
template <Described T>
void append_json(std::string& out, const T& value);
template <class T>
void append_json(std::string& out, const std::optional<T>& value) {
  value ? append_json(out, *value) : void(out += "null");
}
template <class T>
void append_json(std::string& out, const std::vector<T>& values) {
  out += '[';
  for (const T& value : values) {
    if (&value != &values.front()) out += ',';
    append_json(out, value);
  }
  out += ']';
}
template <Described T>
void append_json(std::string& out, const T& value) {
  char before = '{';
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
      [&](auto member) {
        out += before;
        before = ',';
        append_json_string(out, member.name);
        out += ':';
        append_json(out, value.*member.pointer);
      });
  out += '}';
}

inline void append_xml(std::string& out, std::int64_t value) { out += std::to_string(value); }
inline void append_xml(std::string& out, bool value) { out += value ? "true" : "false"; }
inline void append_xml(std::string& out, const std::string& value) { append_xml_text(out, value); }
template <Described T>
void append_xml(std::string& out, const T& value);

template <class T>
void append_xml_element(std::string& out, std::string_view name, const T& value) {
  out.append("<").append(name).append(">");
  append_xml(out, value);
  out.append("</").append(name).append(">");
}
template <class T>
void append_xml_element(std::string& out, std::string_view name, const std::optional<T>& value) {
  if (value) return append_xml_element(out, name, *value);
  out.append("<").append(name).append(" i:nil=\"true\"/>");
}
/// Appends an array. Each item declares its namespace again (docs/contract/provisioning.md, E.3).
template <Described T>
void append_xml_element(std::string& out, std::string_view name, const std::vector<T>& items) {
  out.append("<").append(name).append(">");
  for (const T& item : items) {
    out.append("<").append(T::kXmlName).append(" xmlns=\"").append(kConsoleNamespace);
    out.append("\">");
    append_xml(out, item);
    out.append("</").append(T::kXmlName).append(">");
  }
  out.append("</").append(name).append(">");
}
template <class T>
void append_xml_element(std::string& out, std::string_view name, const std::vector<T>& items) {
  out.append("<").append(name).append(">");
  for (const T& item : items) {
    out.append("<").append(xml_name(item)).append(" xmlns=\"").append(kArrayNamespace);
    out.append("\">");
    append_xml(out, item);
    out.append("</").append(xml_name(item)).append(">");
  }
  out.append("</").append(name).append(">");
}
template <Described T>
void append_xml(std::string& out, const T& value) {
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
      [&](auto member) { append_xml_element(out, member.name, value.*member.pointer); });
}

template <Described T>
std::string to_json(const T& value) {
  std::string out;
  append_json(out, value);
  return out;
}

template <Described T>
std::string to_xml(const T& value, std::string_view root,
                   std::string_view name_space = kConsoleNamespace) {
  std::string out;
  out.append("<").append(root).append(" xmlns=\"").append(name_space);
  out.append("\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">");
  append_xml(out, value);
  out.append("</").append(root).append(">");
  return out;
}

template <Described T>
std::string write(http::Format format, const T& value, std::string_view root,
                  std::string_view name_space = kConsoleNamespace) {
  return format == http::Format::xml ? to_xml(value, root, name_space) : to_json(value);
}

/// Writes a plain value that is the whole response: `28`, or `<int>28</int>` in its namespace.
template <class T>
std::string write_bare(http::Format format, const T& value) {
  std::string out;
  if (format == http::Format::json) {
    append_json(out, value);
    return out;
  }
  out.append("<").append(xml_name(value)).append(" xmlns=\"").append(kValueNamespace);
  out.append("\">");
  append_xml(out, value);
  out.append("</").append(xml_name(value)).append(">");
  return out;
}

/// Writes an array that is the whole response.
template <class T>
std::string write_array(http::Format format, const std::vector<T>& values) {
  std::string out;
  if (format == http::Format::json) {
    append_json(out, values);
    return out;
  }
  std::string_view item;
  std::string_view name_space = kArrayNamespace;
  if constexpr (Described<T>) {
    item = T::kXmlName;
    name_space = kConsoleNamespace;
  } else {
    item = xml_name(T{});
  }
  const std::string root = "ArrayOf" + std::string(item);
  out.append("<").append(root).append(" xmlns=\"").append(name_space);
  out.append("\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">");
  for (const T& value : values) append_xml_element(out, item, value);
  out.append("</").append(root).append(">");
  return out;
}

}  // namespace usher::api::wire
