import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

/** What a process writes that runs this code with a log. */
function logged(code: string): { text: string; lines: Record<string, unknown>[] } {
  const file = JSON.stringify(join(import.meta.dirname, 'log.ts'))
  const script = `import { createLog } from ${file}; const log = createLog('info'); ${code}`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  const text = stderr
  return {
    text,
    lines: text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line)),
  }
}

test('an error tells what went wrong and where, and not the rows that the database quotes', () => {
  const { text, lines } = logged(`
    const error = Object.assign(new Error('duplicate key of jane.doe@customer.example'), {
      code: '23505', constraint: 'one', detail: 'Failing row contains (the words of a customer)' })
    error.cause = new Error('550 <incoming+0123456789abcdef@desk.example> unknown')
    log.error({ err: error }, 'it failed')`)
  const [{ err } = {}] = lines as { err?: Record<string, unknown> }[]
  assert.equal(err?.message, 'duplicate key of ***@customer.example')
  assert.match(String(err?.stack), /at .*eval/)
  assert.deepEqual([err?.code, err?.constraint], ['23505', 'one'])
  assert.equal(err?.cause, '550 <***@desk.example> unknown')
  assert.doesNotMatch(text, /words of a customer|jane|0123456789abcdef/)
})

test('a reason that another server gave names no address, and a line stays a line', () => {
  const { text, lines } = logged(
    `log.warn({ reason: '550 5.1.1 <jane@customer.example>: no such user\\r\\n{"level":"error"}' }, 'refused')`,
  )
  assert.equal(lines.length, 1)
  assert.doesNotMatch(text, /jane/)
  assert.match(String(lines[0]?.reason), /^550 5\.1\.1 <\*\*\*@customer\.example>: no such user/)
})
