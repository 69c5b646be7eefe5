// Is a program here that a suite needs? If not, the suite says so loudly; where everything is required, it fails.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The path of the first of `names` that can be run.
 * @param debianPackage the package that brings it
 * @returns undefined if there is none; then a suite is to be skipped with `missing` as its reason
 * @throws if DESKBELL_REQUIRE_ALL=1
 */
export function findProgram(
  names: readonly string[],
  debianPackage: string,
): { path: string; missing: false } | { path: undefined; missing: string } {
  const folders = (process.env.PATH ?? '').split(delimiter)
  for (const path of names.flatMap(name => folders.map(folder => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK)
      return { path, missing: false }
    } catch {
      // The next one may be there.
    }
  }
  const missing = `SKIPPED: ${names[0]} is not installed; get it with: apt-get install ${debianPackage}`
  if (process.env.DESKBELL_REQUIRE_ALL === '1') throw new Error(`DESKBELL_REQUIRE_ALL=1, and ${missing}`)
  console.error(`\n*** ${missing}\n`)
  return { path: undefined, missing }
}
