-- The synthetic applicants: number n is the same applicant as in bench/applicant.hpp.

local applicant = {}

local APPLICANTS = 2 ^ 26
local FIRST_IP = 11 * 2 ^ 24
local ODD_FACTOR = 26544357

local HEAD = '{"NameAndSurname":"Søren Østergård","Company":"Example & Sons Ltd",'
  .. '"Email":"applicant'
local MIDDLE = '@applicants.example.org","PhoneNumber":"+45 33 12 34 56","Language":"DA",'
  .. '"IpAddress":"'
local TAIL = '","IsUSA":false,"RegisterToNewsletter":true,"Referer":"shop.example.org",'
  .. '"UserAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"}'

-- Returns an IPv4 address in 11.0.0.0/8 to 14.0.0.0/8, scattered like real addresses.
function applicant.ip(number)
  local ip = FIRST_IP + (number * ODD_FACTOR) % APPLICANTS
  return string.format("%d.%d.%d.%d", math.floor(ip / 2 ^ 24), math.floor(ip / 2 ^ 16) % 256,
    math.floor(ip / 2 ^ 8) % 256, ip % 256)
end

function applicant.body(number)
  return HEAD .. string.format("%d", number) .. MIDDLE .. applicant.ip(number) .. TAIL
end

return applicant
