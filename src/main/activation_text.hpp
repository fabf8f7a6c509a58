/// Formats activations and their changes for the output of commands.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "service/staff/activation.hpp"

namespace usher {

struct ActivationJson {
  std::int64_t id = 0;
  std::int64_t code = 0;
  std::string state;
  std::string name;
  std::string company;
  std::string email;
  std::string phone;
  std::string language;
  std::string ip;
  bool ip_held = true;
  bool is_usa = false;
  bool newsletter = false;
  std::string client_id;
  std::string plan;
  std::string user_name;
  std::string accepted_at;
  std::string changed_at;
  std::string last_error;
};
BOOST_DESCRIBE_STRUCT(ActivationJson, (),
                      (id, code, state, name, company, email, phone, language, ip, ip_held, is_usa,
                       newsletter, client_id, plan, user_name, accepted_at, changed_at, last_error))

struct ChangeJson {
  std::int64_t activation = 0;
  std::optional<std::int64_t> from;
  std::int64_t to = 0;
  std::string at;
  std::string who;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(ChangeJson, (), (activation, from, to, at, who, why))

struct AcceptedJson {
  std::int64_t id = 0;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(AcceptedJson, (), (id, hash))

struct DoneJson {
  std::int64_t id = 0;
  std::string done;
};
BOOST_DESCRIBE_STRUCT(DoneJson, (), (id, done))

ActivationJson to_json(const service::ActivationDetails& details);
ChangeJson to_json(const store::history::Entry& entry);
/// Returns "2026-11-23T15:02:52.123Z  activation 17   1 Confirmed → 5 InProgress   worker: started"
std::string change_line(const store::history::Entry& entry);

}  // namespace usher
