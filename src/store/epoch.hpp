/// The counter that tells every connection when cached configuration rows are out of date.
#pragma once

#include "store/tx.hpp"

namespace usher::store::epoch {

/// Drops the transaction's cache if somebody has changed a configuration row since it was filled.
void refresh(Tx& tx);
/// For whoever reads a configuration row in order to change it: until the transaction ends nobody
/// else on any node does the same, and what is read from now on is what was committed last.
void hold(Tx& tx);
/// To be called in the transaction that changes one.
void bump(Tx& tx);

}  // namespace usher::store::epoch
