// Do the checkers for spam answer?
import type { Config } from '#config'
import { tryCheckers } from '#mail/spam'
import { type Finding, ok, warn } from './check.ts'

/** A warning only: without them mail becomes tickets all the same. */
export const spamCheckers = async (config: Config): Promise<Finding[]> =>
  (await tryCheckers(config)).map(({ name, says, works }) =>
    works
      ? ok(name, says)
      : warn(name, says, `compare ${name}.* in the configuration; until then mail is not checked`),
  )
