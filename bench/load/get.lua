-- wrk: plain GETs, for nginx; only the report is ours.

local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
dofile(folder .. "common.lua")
