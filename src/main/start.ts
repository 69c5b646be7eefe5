// In which order does the desk come up, and go down?
import type { Config } from '#config'
import * as forges from '#forges'
import { type Duty, type Lane, type Tasks, work } from '#jobs'
import type { Log } from '#kernel'
import * as inbound from '#mail/inbound'
import * as ingress from '#mail/ingress'
import * as outbound from '#mail/outbound'
import { upkeep } from '#repository'
import { createAuth } from '#users'
import { createApp, startLive } from '#web'
import * as webhooks from '#webhooks'
import { codeMoved, mergeRequestChanged } from './code.ts'
import { type Desk, openDesk } from './desk.ts'
import { firstStart } from './first-start.ts'
import { freePort } from './free-port.ts'
import { doorsOf, healthChecks } from './health.ts'
import type { Endpoint, Running } from './running.ts'

/** Mails and events worked on at a time: new mails of one project share a transaction, so more of them cost less each. */
const intakeJobs = 64
/** Mails handed over at a time; more would only wait for a connection to the outgoing server. */
const deliveryJobs = 5
/** What follows a push: each runs git, which takes a core. */
const codeJobs = 3
/** Repositories fetched from elsewhere at a time: a slow server holds up others that are followed, and nobody else. */
const fetchJobs = 2
/** Webhooks delivered for at a time: a receiver that hangs holds its place for seconds. */
const webhookJobs = 8
/** Repositories put in order at a time: it takes a core for as long as it lasts. */
const tidyJobs = 1

/**
 * Brings the desk up: database, jobs, mail, web. If a part fails, those before it are taken down again.
 * @throws DeskError that says what to do: data in use, port taken, database not reachable
 */
export async function startDesk(given: Config, log: Log, env: NodeJS.ProcessEnv): Promise<Running> {
  const down: (() => unknown)[] = []
  const stop = async () => {
    for (const step of down.splice(0).reverse()) await step()
  }
  try {
    const config = await withRealPort(given)
    const { desk, close } = await openDesk(config, log)
    down.push(close)
    const doors = await startParts(desk, down)
    const { smtp, lmtp } = doors
    const web = await startWeb(desk, doors, down)
    // Last: a password that is told once must not be lost because a port is taken.
    const first = await firstStart(desk, env)
    return { desk, first, web, smtp, lmtp, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Links in mails have to name the port, so a free one is chosen before anything else begins. */
async function withRealPort(config: Config): Promise<Config> {
  if (config.listen.port !== 0) return config
  const port = await freePort(config.listen.host)
  return {
    ...config,
    listen: { ...config.listen, port },
    external_url: config.external_url.replace(/:0$/, `:${port}`),
  }
}

async function startParts(desk: Desk, down: (() => unknown)[]) {
  await inbound.suspectInterrupted(desk.db)
  const jobs = await work({ pool: desk.pool, lanes: lanesOf(desk), duties: dutiesOf(desk), log: desk.log })
  down.push(
    outbound.closeTransports,
    () => jobs.stop(),
    forges.mirrors.stopFetches,
    upkeep.stopTidying,
    webhooks.stopDeliveries,
  )
  const doors = await ingress.start(desk)
  down.push(() => doors.stop())
  const mailboxes = ingress.mailboxes.readMailboxes(desk)
  down.push(() => mailboxes.stop())
  return doors
}

function lanesOf(desk: Desk): Lane[] {
  const intake = {
    'inbound.process': (payload: { inboxId: number }) => inbound.process(desk, payload),
    'event.recorded': async (payload: { eventId: number }) => void (await outbound.notify(desk, payload)),
  }
  const delivery = {
    'outbound.deliver': (payload: { outboxId: number }) => outbound.deliver(desk, payload),
    'spam.learn': (payload: Tasks['spam.learn']) => inbound.learnSpam(desk, payload),
  }
  const code = {
    'repository.updated': (payload: { projectId: number }) => codeMoved(desk, payload),
    'merge_request.changed': (payload: Tasks['merge_request.changed'], jobId: string) =>
      mergeRequestChanged(desk, payload, jobId),
    'webhooks.record': (payload: { projectId: number }) => webhooks.recordEvents(desk, payload),
  }
  const fetching = {
    'mirror.pull': (payload: Tasks['mirror.pull']) => forges.mirrors.pullMirror(desk, payload),
  }
  const tidying = {
    'repository.tidy': (payload: { projectId: number }) => upkeep.tidyRepository(desk, payload),
  }
  const hooks = { 'webhooks.deliver': (payload: { hookId: number }) => webhooks.deliver(desk, payload) }
  return [
    { handlers: intake, concurrency: intakeJobs },
    { handlers: delivery, concurrency: deliveryJobs },
    { handlers: code, concurrency: codeJobs },
    { handlers: fetching, concurrency: fetchJobs },
    { handlers: hooks, concurrency: webhookJobs },
    { handlers: tidying, concurrency: tidyJobs },
  ]
}

function dutiesOf(desk: Desk): Duty[] {
  return [
    {
      name: 'take up mails that lost their job',
      everySeconds: 60,
      run: async () => void (await inbound.recheckPending(desk.db)),
    },
    {
      name: 'take in mails from the spool',
      everySeconds: 5,
      run: async () => void (await inbound.drainSpool(desk)),
    },
    {
      name: 'remove the repositories of projects that are gone',
      everySeconds: 60,
      run: () => upkeep.sweepRemoved(desk),
    },
    {
      name: 'fetch the repositories that projects follow',
      everySeconds: 60,
      run: () => forges.mirrors.dueMirrors(desk),
    },
    {
      name: 'forget what forges told long ago',
      everySeconds: 3600,
      run: () => forges.hooks.forgetDeliveries(desk),
    },
    {
      name: 'take up what webhooks were to be told',
      everySeconds: 60,
      run: () => webhooks.takeUpLost(desk),
    },
    {
      name: 'forget what webhooks were told long ago',
      everySeconds: 3600,
      run: () => webhooks.forget(desk),
    },
    {
      name: 'send what waited for a server',
      everySeconds: 60,
      run: async () => void (await outbound.outbox.queueWaiting(desk)),
    },
    {
      name: 'end verifications of own addresses whose mail did not come back',
      everySeconds: 60,
      run: () => outbound.customEmail.expire(desk),
    },
    {
      name: 'tell administrators of mailboxes that cannot be read',
      everySeconds: 30,
      run: () => ingress.mailboxes.alertAboutMailboxes(desk),
    },
  ]
}

async function startWeb(desk: Desk, doors: ingress.Doors, down: (() => unknown)[]): Promise<Endpoint> {
  const { db, url, config, identity, log } = desk
  const live = await startLive({ db, url, log })
  down.push(() => live.close())
  const auth = createAuth({ db, externalUrl: config.external_url, secret: identity.secret, log })
  const app = await createApp(
    { ...desk, auth, live, doors: doorsOf(doors) },
    { checks: healthChecks(desk, doors.smtp) },
  )
  down.push(() => app.close())
  await app.listen({ ...config.listen })
  // Whoever listens on to events would keep the web from closing.
  down.push(() => live.close())
  return config.listen
}
