// As whom does PostgreSQL run? It refuses to be root; a desk started by root must find another way.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { DeskError } from '#kernel'

type Owner = { uid: number; gid: number }

/** `who` is for people; `prefix` stands before each command; `identity` is taken on before it; `owner` has the folder. */
export type Runner = { who: string; prefix: readonly string[]; identity?: Owner; owner?: Owner }

/** The uid that owns nothing by convention; the last resort where no user `postgres` exists. */
const nobody: Owner = { uid: 65534, gid: 65534 }

const isRoot = () => process.getuid?.() === 0

/** Another user must be able to pass through a data_dir that root makes; what lies within guards itself. */
export function makeDataDir(path: string): void {
  mkdirSync(path, { recursive: true, mode: isRoot() ? 0o711 : 0o700 })
}

/**
 * Makes `folder` (of the cluster and its socket), decides who runs PostgreSQL in it, and gives it to them.
 * @throws DeskError 'unavailable' where nobody can; the message says what to do.
 */
export function chooseRunner(dataDir: string, folder: string, postgres: string): Runner {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!isRoot()) return asOurselves(folder, postgres)
  for (const owner of candidates(dataDir, folder)) {
    const runner = { who: `uid ${owner.uid}`, prefix: [], identity: owner, owner }
    if (give(folder, owner) && canWork(runner, folder, postgres)) return runner
  }
  const mapped = inUserNamespace()
  if (give(folder, mapped.owner) && canWork(mapped, folder, postgres)) return mapped
  throw new DeskError(
    'unavailable',
    `PostgreSQL does not run as root, and no other user can reach both ${folder} and ${postgres}. ` +
      'Move data_dir and Deskbell to a place that other users can enter (/srv, /opt, /var/lib), ' +
      'or start Deskbell as an ordinary user, or set database_url to a PostgreSQL server of your own.',
  )
}

function asOurselves(folder: string, postgres: string): Runner {
  const owner = statSync(folder).uid
  const self = process.getuid?.()
  if (self !== undefined && owner !== self)
    throw new DeskError(
      'unavailable',
      `${folder} belongs to the user with uid ${owner}, but Deskbell runs as uid ${self}. ` +
        `Start Deskbell as that user, or give the folder away: chown -R ${self} ${folder}`,
    )
  if (hasName()) return { who: 'this user', prefix: [] }
  const mapped = { who: 'this user behind a user namespace', prefix: inUserNamespace().prefix }
  if (canWork(mapped, folder, postgres)) return mapped
  throw new DeskError(
    'unavailable',
    `PostgreSQL does not run as a user without a name, and uid ${self} has none. Add one to /etc/passwd ` +
      `("deskbell:x:${self}:${process.getgid?.()}::/nonexistent:/usr/sbin/nologin"), or start Deskbell as another user, ` +
      'or set database_url to a PostgreSQL server of your own.',
  )
}

/** In a container started with `--user 1234` nobody has written that uid into /etc/passwd. */
function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

/** PostgreSQL sees an ordinary uid, while to the files outside it is root: for checkouts below /root, mode 700. */
function inUserNamespace() {
  const map = [`--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`]
  return {
    who: 'root behind a user namespace',
    prefix: ['unshare', '--user', ...map, '--'],
    owner: { uid: 0, gid: 0 },
  }
}

/** In this order: who has the cluster already, who owns data_dir, the system's own postgres, nobody. */
function candidates(dataDir: string, folder: string): Owner[] {
  const owners = [folder, dataDir].map(path => statSync(path)).map(({ uid, gid }) => ({ uid, gid }))
  const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : ''
  const system = /^postgres:[^:]*:(\d+):(\d+):/m.exec(users)
  if (system) owners.push({ uid: Number(system[1]), gid: Number(system[2]) })
  return [...owners, nobody].filter(owner => owner.uid !== 0)
}

/** Tried, not guessed: access lists and mount options have their say, too. */
function canWork(runner: Runner, folder: string, postgres: string): boolean {
  const script = 'cd "$1" && test -w . && exec "$2" --version'
  const [command = '', ...args] = [...runner.prefix, '/bin/sh', '-c', script, 'sh', folder, postgres]
  return spawnSync(command, args, { ...runner.identity, cwd: '/' }).status === 0
}

/** Gives a tree to its owner, the folder itself last, so that a folder given is a tree given. Links are not followed. */
function give(path: string, owner: Owner): boolean {
  try {
    const found = lstatSync(path)
    if (found.uid === owner.uid && found.gid === owner.gid) return true
    const names = found.isDirectory() ? readdirSync(path) : []
    for (const name of names) if (!give(join(path, name), owner)) return false
    lchownSync(path, owner.uid, owner.gid)
    return true
  } catch {
    // No right to give away (a container without CAP_CHOWN): another way may still be open.
    return false
  }
}

/**
 * Starts a program as the runner; its standard error is a pipe.
 * @param leashed the child is told to end (SIGINT) when the desk dies, where the system has util-linux' setpriv
 */
export function startAs(
  runner: Runner,
  program: string,
  args: readonly string[],
  options = { leashed: false },
): ChildProcess {
  // The leash comes last: a change of user would undo it (prctl(2), PR_SET_PDEATHSIG).
  const whole = [...runner.prefix, ...(options.leashed ? leash() : []), program, ...args]
  return spawn(whole[0] ?? program, whole.slice(1), {
    ...runner.identity,
    cwd: '/',
    // A session of its own: Ctrl-C at the terminal is for the desk, which ends PostgreSQL when it has drained.
    detached: true,
    // Nothing of the desk's environment, secrets least of all.
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

let knownLeash: readonly string[] | undefined
function leash(): readonly string[] {
  const [program, ...args] = ['setpriv', '--pdeathsig', 'INT', '--'] as const
  knownLeash ??= spawnSync(program, [...args, 'true']).status === 0 ? [program, ...args] : []
  return knownLeash
}
