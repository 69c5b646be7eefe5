// What is the desk told? One YAML file with GitLab's keys, overridden by the environment; wrong is refused, with its place.
import { accessSync, constants } from 'node:fs'
import { resolve } from 'node:path'
import { readEnvironment, setAt } from './environment.ts'
import { ConfigError } from './error.ts'
import { explain, placeOf } from './explain.ts'
import { type ConfigFile, readConfigFile } from './file.ts'
import { textPlaces } from './keys.ts'
import { type Config, schema } from './schema.ts'

type Where = { env: NodeJS.ProcessEnv; cwd: string; file?: string }

/**
 * Reads `file`, else the file that DESKBELL_CONFIG names, else `deskbell.yml` in `cwd` if there is one; then the
 * environment. Every path in the result is absolute.
 * @throws ConfigError with every mistake, each with file, line and column, or the variable's name
 */
export function loadConfig({ env, cwd, file: named }: Where): Config {
  const file = readConfigFile({ cwd, file: named, env })
  const settings = file ? asMeant(file) : {}
  const variables = readEnvironment(env)
  for (const { path, value } of variables) setAt(settings, path, value)
  const result = schema.safeParse(settings)
  if (!result.success) {
    throw new ConfigError(result.error.issues.flatMap(issue => explain(issue, { settings, file, variables })))
  }
  const config = withAbsolutePaths(result.data, cwd)
  const unreadable = filesOf(config).flatMap(([path, name]) => {
    const fault = name === undefined ? null : findFault(name)
    return fault === null ? [] : [`${placeOf(path, { file, variables })}: ${path.join('.')} ${fault}`]
  })
  if (unreadable.length > 0) throw new ConfigError(unreadable)
  return freeze(config)
}

/** A key without a value counts as absent, as a section whose lines are all commented out does; text stays as written. */
function asMeant(file: ConfigFile): Record<string, unknown> {
  const settings = withoutEmpty(file.settings)
  for (const path of textPlaces()) {
    const value = path.reduce<unknown>(
      (node, key) => (node as Record<string, unknown> | undefined)?.[key],
      settings,
    )
    const isOther = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    if (isOther) setAt(settings, path, file.writtenAt(path) ?? String(value))
  }
  return settings
}

function withoutEmpty(tree: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(tree).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(
    kept.map(([key, value]) => {
      const isSection = typeof value === 'object' && !Array.isArray(value)
      return [key, isSection ? withoutEmpty(value as Record<string, unknown>) : value]
    }),
  )
}

/** Files that must be there when the desk starts: it would find out only when a customer's mail needs them. */
function filesOf({ incoming_email, service_desk_email, smtp }: Config) {
  const ofBox = (name: string, box: Config['incoming_email']) =>
    box?.enabled
      ? ([
          [[name, 'secret_file'], box.secret_file],
          [[name, 'ca_file'], box.ca_file],
        ] as const)
      : []
  return [
    ...ofBox('incoming_email', incoming_email),
    ...ofBox('service_desk_email', service_desk_email),
    [['smtp', 'ca_file'], smtp?.ca_file] as const,
  ]
}

function findFault(path: string): string | null {
  try {
    accessSync(path, constants.R_OK)
    return null
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`
  }
}

/** Relative paths are relative to the working directory, wherever the file lies. */
function withAbsolutePaths(config: Config, cwd: string): Config {
  const absolute = <T extends object, K extends keyof T>(slice: T, ...keys: K[]): T => ({
    ...slice,
    ...Object.fromEntries(
      keys.flatMap(key => (typeof slice[key] === 'string' ? [[key, resolve(cwd, slice[key])]] : [])),
    ),
  })
  return {
    ...absolute(config, 'data_dir'),
    smtp_listener: absolute(config.smtp_listener, 'tls_cert', 'tls_key'),
    incoming_email:
      config.incoming_email && absolute(config.incoming_email, 'secret_file', 'log_path', 'ca_file'),
    service_desk_email:
      config.service_desk_email && absolute(config.service_desk_email, 'secret_file', 'log_path', 'ca_file'),
    smtp: config.smtp && absolute(config.smtp, 'ca_file'),
  }
}

function freeze<T extends object>(tree: T): T {
  for (const value of Object.values(tree)) if (typeof value === 'object' && value !== null) freeze(value)
  return Object.freeze(tree)
}
