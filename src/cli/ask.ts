// How does a command get a secret? From a terminal without showing it, else from the first line of standard input.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Asks for a password; what is typed is not shown and never stands in the list of processes. */
export async function askPassword(prompt: string): Promise<string> {
  const terminal = process.stdin.isTTY === true
  if (terminal) process.stderr.write(prompt)
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: mute, terminal })
  try {
    return await new Promise(resolve => {
      lines.once('line', resolve)
      lines.once('close', () => resolve(''))
    })
  } finally {
    lines.close()
    if (terminal) process.stderr.write('\n')
  }
}
