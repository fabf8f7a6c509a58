-- wrk: forms in turn.
-- Environment besides common.lua's: BENCH_FORMS, a file with the forms, one a line; BENCH_EXPECTED,
-- a text that a valid response contains (checked in warm-ups only).

local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local common = dofile(folder .. "common.lua")

local headers = common.form_headers()
local requests, turn = {}, 0

function init(_)
  for form in io.lines(common.environment("BENCH_FORMS")) do
    requests[#requests + 1] = wrk.format("POST", nil, headers, form)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

if response then
  local expected = common.environment("BENCH_EXPECTED")
  bad_answers = 0
  function response(status, _, body)
    if status ~= 200 or not body:find(expected, 1, true) then
      bad_answers = bad_answers + 1
      bad_example = (status .. " " .. body:sub(1, 200)):gsub("%c", " ")
    end
  end
end
