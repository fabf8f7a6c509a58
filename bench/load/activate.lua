-- wrk: TrialActivation, each request with a new applicant, IP address and email address.
-- Environment besides common.lua's: BENCH_FIRST, the first applicant's number; BENCH_THREADS, as
-- many as wrk's -t.

local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local common = dofile(folder .. "common.lua")
local applicant = dofile(folder .. "applicant.lua")

local threads = tonumber(common.environment("BENCH_THREADS"))
local number = tonumber(common.environment("BENCH_FIRST"))
local headers = common.headers()

function init(_)
  number = number + slot
end

function request()
  local body = applicant.body(number)
  number = number + threads
  return wrk.format("POST", nil, headers, body)
end
