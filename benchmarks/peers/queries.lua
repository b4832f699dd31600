-- Asks a server for addresses of ever new names: queries.lua PORT COROUTINES SECONDS. Prints once a second how many answers there were so far, and the
-- nanoseconds on CPU of the process.
local cqueues = require "cqueues"
local resolver = require "cqueues.dns.resolver"
local config = require "cqueues.dns.config"

local port, coroutines, seconds = arg[1], tonumber(arg[2]), tonumber(arg[3])
local loop = cqueues.new()
local names, answers, over = 0, 0, false

for _ = 1, coroutines do
	loop:wrap(function()
		local mine = resolver.new(config.new { nameserver = { "[127.0.0.1]:" .. port }, lookup = { "bind" } })
		while not over do
			names = names + 1
			local answer = assert(mine:query("n" .. names .. ".bench.test.", "A"))
			assert(answer:count(2) == 1)
			answers = answers + 1
		end
		mine:close()
	end)
end
loop:wrap(function()
	for _ = 1, seconds do
		cqueues.sleep(1)
		print(answers .. " " .. string.format("%.0f", os.clock() * 1e9))
	end
	over = true
end)
assert(loop:loop())
