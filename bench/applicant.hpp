/// The synthetic applicants of the benchmark. Number n is the same applicant in every tool, so that
/// a run can use unused numbers (load/applicant.lua defines the same applicants in Lua).
#pragma once

#include <cstdint>
#include <string>

namespace bench {

/// The number of applicants with distinct IP addresses.
inline constexpr std::uint32_t kApplicants = 1U << 26;

/// Returns an IPv4 address in 11.0.0.0/8 to 14.0.0.0/8. The addresses are scattered like real
/// addresses, because an odd factor permutes the numbers below a power of two.
inline std::uint32_t ip_of(std::uint32_t number) {
  constexpr std::uint32_t kFirst = 11U << 24;
  constexpr std::uint32_t kOddFactor = 26'544'357;
  return kFirst + (number * kOddFactor) % kApplicants;
}

inline std::string ip_text_of(std::uint32_t number) {
  const std::uint32_t ip = ip_of(number);
  return std::to_string(ip >> 24) + '.' + std::to_string(ip >> 16 & 255) + '.' +
         std::to_string(ip >> 8 & 255) + '.' + std::to_string(ip & 255);
}

inline std::string email_of(std::uint32_t number) {
  return "applicant" + std::to_string(number) + "@applicants.example.org";
}

inline constexpr const char* kName = "Søren Østergård";
inline constexpr const char* kCompany = "Example & Sons Ltd";
inline constexpr const char* kPhone = "+45 33 12 34 56";
inline constexpr const char* kReferer = "shop.example.org";
inline constexpr const char* kUserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0";

}  // namespace bench
