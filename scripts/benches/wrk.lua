-- Sends what a file holds, a request at a time, and prints what came of it as one line of JSON.
-- Arguments: the file; and "again" where its requests may be sent over and over.

local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  file = assert(io.open(args[1], "rb"))
  again = args[2] == "again"
  exhausted = 0
end

function request()
  local length = file:read("*l")
  if length == nil and again then
    file:seek("set")
    length = file:read("*l")
  end
  if length == nil then
    -- Those that are sent until the thread has stopped are copies: the bench will not believe the run.
    exhausted = 1
    wrk.thread:stop()
    return last
  end
  last = file:read(tonumber(length))
  return last
end

function done(summary, latency, requests)
  local errors = summary.errors
  local exhausted = 0
  for _, thread in ipairs(threads) do
    exhausted = exhausted + thread:get("exhausted")
  end
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.6f,"refused":%d,"lost":%d,"p50Ms":%.3f,"p99Ms":%.3f,"exhausted":%d}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, exhausted
  ))
end
