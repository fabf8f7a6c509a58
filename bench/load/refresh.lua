-- wrk: the refresh grant with rotation. Each request uses the token at the front of the queue, and its
-- response appends the successor, so no token is used twice on any connection. Every response must be
-- parsed, even in measured runs.
-- Environment besides common.lua's: BENCH_TOKENS, a file with refresh tokens, one a line.

local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local common = dofile(folder .. "common.lua")

local headers = common.form_headers()
local tokens, first, last = {}, 1, 0
bad_answers = 0

function init(_)
  for token in io.lines(common.environment("BENCH_TOKENS")) do
    last = last + 1
    tokens[last] = token
  end
end

function request()
  assert(first <= last, bad_example or "fewer grants than connections")
  local token = tokens[first]
  tokens[first] = nil
  first = first + 1
  return wrk.format("POST", nil, headers, "grant_type=refresh_token&refresh_token=" .. token)
end

function response(status, _, body)
  local token = status == 200 and body:match('"refresh_token":"([^"]+)"')
  if token then
    last = last + 1
    tokens[last] = token
  else
    bad_answers = bad_answers + 1
    bad_example = (status .. " " .. body:sub(1, 200)):gsub("%c", " ")
  end
end
