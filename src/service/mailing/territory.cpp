#include "service/mailing/territory.hpp"

namespace usher::service {

Result<std::span<const domain::Country>> list_countries(store::ReadTx&, const domain::Account&) {
  return domain::countries();
}

Result<std::span<const domain::TimeZone>> list_time_zones(store::ReadTx&, const domain::Account&) {
  return domain::time_zones();
}

}  // namespace usher::service
