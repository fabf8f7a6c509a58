/// Expands marks into the SQL that differs between the databases. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace usher::store {

enum class Dialect { sqlite, postgres };

/// Replaces the marks:
///   {batch a:int b:text c:bytes}  a table expression over the batch's parameters
///   {identity}                    type of a primary key that the database assigns
///   {identity_once}               like {identity}, but the number of a deleted row is never reused
///   {bytes}                       type of a column with raw bytes
///   {skip_locked}                 locks rows, skips rows that are locked by other nodes
///   {for_update}                  locks rows
///   {for_update_of a, b}          locks the rows of these tables only: in a join with a batch
///   {nodes_only}                  first word of a statement that is for PostgreSQL only
///   {begin_snapshot}              begins a transaction that reads one snapshot
///   {by_key}                      table option: rows are stored in the primary key's tree
///   {now}                         function: the transaction's time in milliseconds
///   {position}                    function: the position (from 1) of a text in another; 0: none
///   {by_bytes}                    after a text: compare it by bytes, change only ASCII case
///   {as_json}                     after a text: read it as JSON
///   {xor}                         function: bitwise exclusive or of two integers
///   {date a.column}               a column of milliseconds as a date of the wire, in UTC
///   {catalogue}                   a table expression with the names of all tables
/// Returns "" if the statement is not for that database. REQUIRES: `sql` has no other marks.
std::string expand(std::string_view sql, Dialect dialect);

enum class BatchType { integer, text, bytes };
/// Returns the types of the columns of the text's {batch …} mark; empty if there is none.
std::vector<BatchType> batch_types(std::string_view sql);

}  // namespace usher::store
