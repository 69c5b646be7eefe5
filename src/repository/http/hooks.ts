// How does git ask the desk before a push moves anything, and tell it after? By two small scripts that talk over an inherited pipe.
import { constants } from 'node:fs'
import { access, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeskError, randomHex, secretDigest } from '#kernel'

/** The descriptor that leads to the desk; git leaves those above 2 to its hooks. */
export const hookDescriptor = 3

/**
 * What git says goes to the desk as it is, the push options (githooks(5)) and one line a ref, between the name of the
 * hook and an empty line. The desk answers with lines for the user's terminal, each behind a bar, and with `yes` or
 * `no`. No answer is a no. An option of several lines is left out: the others could pass for git's own.
 */
const script = `#!/bin/sh
newline='
'
options() {
  at=0
  while [ "$at" -lt "\${GIT_PUSH_OPTION_COUNT:-0}" ]; do
    eval "option=\\$GIT_PUSH_OPTION_$at"
    case $option in
      *"$newline"*) ;;
      *) printf 'option %s\\n' "$option" || return 1 ;;
    esac
    at=$((at + 1))
  done
}
{
  printf '%s\\nquarantine %s\\n' "\${0##*/}" "\${GIT_QUARANTINE_PATH:-}" &&
  options &&
  cat &&
  printf '\\n'
} >&${hookDescriptor} || exit 1
while IFS= read -r line <&${hookDescriptor}; do
  case $line in
    yes) exit 0 ;;
    no) exit 1 ;;
    *) printf '%s\\n' "\${line#|}" >&2 ;;
  esac
done
exit 1
`

const names = ['pre-receive', 'post-receive'] as const

/**
 * The folder of the hooks below `root`, written if it is not there; another version of the desk has another one.
 * @throws unavailable where git could not run them: it would do without, and nobody would be asked
 */
export async function hooksFolder(root: string): Promise<string> {
  const folder = join(root, 'hooks', secretDigest(script).toString('hex').slice(0, 16))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of names) await ensure(join(folder, name))
  return folder
}

async function ensure(path: string): Promise<void> {
  const found = await readFile(path, 'utf8').catch(() => null)
  if (found !== script) {
    const aside = `${path}.${randomHex(8)}`
    await writeFile(aside, script, { mode: 0o700 })
    await rename(aside, path)
  } else await chmod(path, 0o700).catch(() => {})
  // As git itself asks: where the file system forbids programs, it skips a hook in silence.
  await access(path, constants.X_OK).catch(() => {
    throw new DeskError(
      'unavailable',
      'Nothing can be pushed: the file system of the data folder lets no program run (mounted with noexec?). Tell the administrator of this desk.',
    )
  })
}
