/// The few places where one SQL text is not the same on both databases. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace usher::store {

enum class Dialect { sqlite, postgres };

/// Replaces the marks:
///   {batch a:int b:text c:bytes}  a table expression over the batch's parameters
///   {identity}                    type of a column that numbers its rows
///   {identity_once}               the same, and no number is given again when its row is gone
///   {bytes}                       type of a column with raw bytes
///   {skip_locked}                 row locks of a claim, where several nodes work
///   {for_update}                  row locks of whoever is going to change what it reads
///   {for_update_of a, b}          the same, of those tables only: in a join with a batch
///   {nodes_only}                  at the very start: run only where several nodes work
///   {begin_snapshot}              starts a transaction that reads as of one moment
///   {by_key}                      table option: rows live in their primary key's tree
///   {position}                    function: where (from 1) a text has another one; 0: nowhere
///   {by_bytes}                    behind a text: it is compared byte by byte, its case is ASCII's
///   {as_json}                     behind a text: it is read as JSON
///   {xor}                         function: two whole numbers, each bit where they differ
///   {date a.column}               a column of milliseconds as the wire's dates: whole seconds in
///   UTC {catalogue}                   a table expression whose column `name` has the tables' names
/// Empty when the statement has nothing to do on that database. REQUIRES: no other marks.
std::string expand(std::string_view sql, Dialect dialect);

enum class BatchType { integer, text, bytes };
/// The types of the columns of the text's {batch …} mark; none when it has no such mark.
std::vector<BatchType> batch_types(std::string_view sql);

}  // namespace usher::store
