-- wrk: plain GETs, for nginx, with the common report.

local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
dofile(folder .. "common.lua")
