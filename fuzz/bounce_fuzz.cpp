// Reads any bytes as a delivery report, and any line as a refusal: what is read stays bounded, and
// a temporary reply never means a missing mailbox.
#include <cstdint>

#include "base/check.hpp"
#include "base/text.hpp"
#include "domain/refusal.hpp"
#include "mail/bounce_report.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace usher;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view mail : mail::split_mailbox(text)) {
    const mail::BounceReport report = mail::read_bounce_report(mail);
    CHECK(report.names.size() <= 20 && report.answer.size() <= 3 * 500);
    CHECK(is_utf8(report.answer) && !has_control_characters(report.answer));
    if (report.kind == mail::ReportKind::none) CHECK(report.status.empty());
  }
  CHECK(domain::refusal_cause("450 " + std::string(text)) != domain::RefusalCause::no_mailbox);
  domain::refusal_signature(text);
  return 0;
}
