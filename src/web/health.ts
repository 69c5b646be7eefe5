// Do all parts of the desk work? For load balancers and supervisors, at GitLab's paths and in its shapes.
import type { Log } from '#kernel'
import type { App } from './context.ts'

/** Each part by name, with a check that rejects when the part does not work. */
export type HealthChecks = Readonly<Record<string, () => Promise<void>>>

/** A part that does not answer within this time counts as broken; probes commonly give up after 5 to 10 seconds. */
const checkMilliseconds = 4000

type Outcome = { name: string; ok: boolean }

async function check(name: string, run: () => Promise<void>, log: Log): Promise<Outcome> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer in time')), checkMilliseconds)
  try {
    await Promise.race([run(), late])
    return { name, ok: true }
  } catch (error) {
    // The reason goes to the log alone: it may name hosts and paths, and anybody may ask for the health.
    log.warn({ part: name, err: error }, 'health check failed')
    return { name, ok: false }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * `/-/health` (text), `/-/liveness` (this process answers) and `/-/readiness` (JSON, part by part): 200 when all parts
 * work, else 503 naming what does not.
 */
export function healthRoutes(app: App, log: Log, checks: HealthChecks): void {
  const runAll = () => Promise.all(Object.entries(checks).map(([name, run]) => check(name, run, log)))

  app.get('/-/health', { schema: { hide: true } }, async (_request, reply) => {
    const broken = (await runAll()).filter(outcome => !outcome.ok)
    reply.type('text/plain; charset=utf-8').code(broken.length === 0 ? 200 : 503)
    return broken.length === 0 ? 'Deskbell OK\n' : `failing: ${broken.map(part => part.name).join(', ')}\n`
  })

  app.get('/-/liveness', { schema: { hide: true } }, async () => ({ status: 'ok' }))

  app.get('/-/readiness', { schema: { hide: true } }, async (_request, reply) => {
    const outcomes = await runAll()
    const ok = outcomes.every(outcome => outcome.ok)
    reply.code(ok ? 200 : 503)
    return {
      status: ok ? 'ok' : 'failed',
      master_check: [{ status: 'ok' }],
      ...Object.fromEntries(outcomes.map(outcome => [`${outcome.name}_check`, [verdict(outcome)]])),
    }
  })
}

const verdict = ({ name, ok }: Outcome) =>
  ok ? { status: 'ok' } : { status: 'failed', message: `${name} does not work; the log says why` }
