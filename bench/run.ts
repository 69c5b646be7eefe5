// npm run bench [-- NAME…]: how fast, and how far from the floor that was measured in the same run?
import { git } from './git.ts'
import { imap } from './imap.ts'
import { intake } from './intake.ts'
import { latency } from './latency.ts'
import { list } from './list.ts'
import { memory } from './memory.ts'
import { search } from './search.ts'
import { text } from './text.ts'
import { ui } from './ui.ts'

const benches: Record<string, () => Promise<object>> = {
  intake,
  imap,
  latency,
  list,
  search,
  text,
  git,
  memory,
  ui,
}

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !(name in benches))
if (unknown.length > 0) {
  console.error(`no bench called ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`)
  process.exit(64)
}
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(JSON.stringify({ bench: name, ...(await bench()) }, null, 2))
}
