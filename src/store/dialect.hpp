/// The few places where one SQL text is not the same on both databases. Pure.
#pragma once

#include <string>
#include <string_view>

namespace usher::store {

enum class Dialect { sqlite, postgres };

/// Replaces the marks:
///   {batch a:int b:text c:bytes}  a table expression over the batch's parameters
///   {identity}                    type of a column that numbers its rows
///   {bytes}                       type of a column with raw bytes
///   {skip_locked}                 row locks of a claim, where several nodes work
///   {by_key}                      table option: rows live in their primary key's tree
/// REQUIRES: no other marks.
std::string expand(std::string_view sql, Dialect dialect);

}  // namespace usher::store
