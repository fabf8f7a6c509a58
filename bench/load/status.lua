-- wrk: TrialActivationStatus of one activation, with the same bytes in each request.
-- Environment besides common.lua's: BENCH_STATUS_BODY, the request's body.

local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local common = dofile(folder .. "common.lua")

wrk.method = "POST"
wrk.headers = common.headers()
wrk.body = common.environment("BENCH_STATUS_BODY")
