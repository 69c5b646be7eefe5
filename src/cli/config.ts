// deskbell config import: how does the configuration of an Omnibus installation of GitLab look here?
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { ConfigError, loadConfig } from '#config'
import { DeskError } from '#kernel'
import type { Command } from './command.ts'
import { readRuby } from './config-import/ruby.ts'
import { toSettings } from './config-import/settings.ts'
import { writeNew } from './config-import/write.ts'
import { sysexits } from './sysexits.ts'

export const configCommand: Command = {
  usage: 'config import FILE [--output FILE]',
  summary: 'turns the mail settings of a gitlab.rb into a deskbell.yml',
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { output: { type: 'string' } },
    })
    const [verb, file] = positionals
    if (verb !== 'import' || file === undefined || positionals.length > 2) {
      console.error(`Usage: deskbell ${configCommand.usage}`)
      return sysexits.usage
    }
    const { settings, left } = toSettings(readRuby(readFileSync(file === '-' ? 0 : file, 'utf8')))
    if (Object.keys(settings).length === 0)
      throw new DeskError(
        'invalid',
        `${file} sets nothing that the desk knows: no lines like gitlab_rails['smtp_address'] = …`,
      )
    const yaml = `# From ${file === '-' ? 'gitlab.rb' : file}\n${stringify(settings)}`
    for (const line of left) console.error(`not taken: ${line}`)
    for (const line of mistakesIn(yaml)) console.error(`to be mended: ${line}`)
    for (const line of placeholdersIn(settings)) console.error(`to be filled in: ${line}`)
    if (values.output === undefined) process.stdout.write(yaml)
    else writeNew(values.output, yaml)
    return sysexits.ok
  },
}

/** What would keep a desk from starting with it. */
function mistakesIn(yaml: string): readonly string[] {
  const cwd = mkdtempSync(join(tmpdir(), 'deskbell-import-'))
  try {
    writeNew(join(cwd, 'deskbell.yml'), yaml)
    loadConfig({ env: {}, cwd })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  } finally {
    rmSync(cwd, { recursive: true })
  }
}

/** The words of GitLab's documentation that stand where a secret belongs. */
const placeholder = /^(?:change me|\[REDACTED\]|<.*>)$/i

function placeholdersIn(tree: object, path: readonly string[] = []): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const at = [...path, key]
    if (typeof value === 'object' && value !== null) return placeholdersIn(value, at)
    return typeof value === 'string' && placeholder.test(value) ? [`${at.join('.')} is "${value}"`] : []
  })
}
