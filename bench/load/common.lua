-- Functions that the wrk scripts share: the credentials, and the report as one JSON line.
--
-- Environment: BENCH_CLIENT_ID, BENCH_CLIENT_SECRET; BENCH_CHECK=1 checks every response
-- (only in warm-ups, since a callback per response slows wrk; measured runs use wrk's error counts).

local common = { threads = {} }

local LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

function common.environment(name)
  local value = os.getenv(name)
  assert(value and value ~= "", name .. " is not set")
  return value
end

function common.base64(bytes)
  local out = {}
  for i = 1, #bytes, 3 do
    local a, b, c = bytes:byte(i, i + 2)
    local three = a * 65536 + (b or 0) * 256 + (c or 0)
    for j = 3, 0, -1 do
      local sextet = math.floor(three / 64 ^ j) % 64
      local missing = (j == 0 and not c) or (j == 1 and not b)
      out[#out + 1] = missing and "=" or LETTERS:sub(sextet + 1, sextet + 1)
    end
  end
  return table.concat(out)
end

function common.headers()
  local pair = common.environment("BENCH_CLIENT_ID") .. ":"
    .. common.environment("BENCH_CLIENT_SECRET")
  return {
    ["Authorization"] = "Basic " .. common.base64(pair),
    ["Content-Type"] = "application/json",
  }
end

-- Returns the headers of OAuth requests.
function common.form_headers()
  local headers = common.headers()
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  return headers
end

-- wrk calls setup() in its main state, once per thread, before the thread runs.
function setup(thread)
  thread:set("slot", #common.threads)
  table.insert(common.threads, thread)
end

if os.getenv("BENCH_CHECK") == "1" then
  bad_answers = 0
  function response(status, _, body)
    if status ~= 200 then
      bad_answers = bad_answers + 1
      bad_example = (status .. " " .. body:sub(1, 200)):gsub("%c", " ")
    end
  end
end

function done(summary, latency, _)
  local bad, example = 0, ""
  for _, thread in ipairs(common.threads) do
    bad = bad + (thread:get("bad_answers") or 0)
    example = thread:get("bad_example") or example
  end
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.3f, "p50_ms": %.3f, "p99_ms": %.3f, "status_errors": %d, '
      .. '"socket_errors": %d, "bad_answers": %d, "bad_example": %q}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, bad, example))
end

return common
