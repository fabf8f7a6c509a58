#include "mail/capture_mailer.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace usher::mail {
namespace {

constexpr std::string_view kField = "message-id:";
// The maximum length of a file name in octets. It leaves room for the suffixes of temporary files
// within the limit of 255 octets of common file systems.
constexpr std::size_t kMaxNameLength = 180;

bool is_safe(char c) {
  return is_ascii_alphanumeric(c) || std::string_view("._@-").find(c) != std::string_view::npos;
}

std::string_view message_id_of(std::string_view mail) {
  while (!mail.empty() && !mail.starts_with("\r\n")) {
    const std::size_t end = std::min(mail.find("\r\n"), mail.size());
    const std::string_view line = mail.substr(0, end);
    if (ascii_iequals(line.substr(0, kField.size()), kField)) {
      const std::string_view value = trim(line.substr(kField.size()));
      const bool bracketed = value.starts_with('<') && value.ends_with('>');
      return bracketed ? value.substr(1, value.size() - 2) : value;
    }
    mail.remove_prefix(std::min(end + 2, mail.size()));
  }
  return {};
}

}  // namespace

std::string capture_file_name(const std::string& mail) {
  const std::string_view id = message_id_of(mail);
  std::string name;
  std::copy_if(id.begin(), id.end(), std::back_inserter(name), is_safe);
  name.erase(0, std::min(name.find_first_not_of('.'), name.size()));
  name = name.substr(0, kMaxNameLength);
  // The hash keeps names distinct if ids differ only in dropped characters.
  if (name.empty()) return to_hex(sha256(mail)).substr(0, 32) + ".eml";
  if (name != id) name += "-" + to_hex(sha256(id)).substr(0, 16);
  return name + ".eml";
}

CaptureMailer::CaptureMailer(std::filesystem::path folder, SocketLoop& loop)
    : loop_(loop), folder_(std::move(folder)) {
  std::error_code error;
  if (folder_.has_parent_path()) std::filesystem::create_directories(folder_.parent_path(), error);
  if (::mkdir(folder_.c_str(), 0700) != 0 && !std::filesystem::is_directory(folder_, error)) {
    throw ConfigurationError("can't create the folder for captured emails: " + folder_.string());
  }
  if (::access(folder_.c_str(), W_OK | X_OK) != 0) {
    throw ConfigurationError("can't write to the folder for captured emails: " + folder_.string());
  }
}

Task<SendResult> CaptureMailer::send(const Envelope&, const std::string& mail, Duration) {
  SendResult out;
  // Writing to the disk blocks.
  const std::function<void()> work = [&] { out = write(mail); };
  co_await loop_.run_on_thread(work);
  co_return out;
}

SendResult CaptureMailer::write(const std::string& mail) const {
  const std::filesystem::path file = folder_ / capture_file_name(mail);
  try {
    replace_file(file, mail);
  } catch (const Unavailable& error) {
    return {SendOutcome::relay_unavailable, error.what()};
  }
  return {SendOutcome::accepted, "250 written to " + file.string()};
}

Task<SendResult> CaptureMailer::probe(Duration) {
  SendResult out{SendOutcome::accepted, "emails are written to " + folder_.string()};
  if (::access(folder_.c_str(), W_OK | X_OK) != 0) {
    out = {SendOutcome::relay_unavailable, "can't write to " + folder_.string()};
  }
  co_return out;
}

}  // namespace usher::mail
