// How does a test let the desk read a mailbox of the twin of Microsoft Graph?
import type { BoxSettings } from '../../src/mail/ingress/mailbox/box.ts'
import { type GraphTwin, startGraph } from './graph-twin.ts'
import { type Intake, intake, letter } from './intake.ts'
import { read, stateOf, until } from './mailbox-desk.ts'

export const boxOf = (
  graph: GraphTwin,
  changes: Partial<Omit<BoxSettings, 'user'>> = {},
): BoxSettings & { user: string } => ({
  enabled: true,
  address: 'incoming+%{key}@desk.example',
  user: 'support@contoso.example',
  port: 993,
  ssl: true,
  start_tls: false,
  openssl_verify_mode: 'peer',
  mailbox: 'inbox',
  idle_timeout: 60,
  expunge_deleted: false,
  delete_after_delivery: true,
  inbox_method: 'microsoft_graph',
  inbox_options: {
    tenant_id: graph.tenant,
    client_id: graph.clientId,
    client_secret: graph.secret,
    poll_interval: 1,
    azure_ad_endpoint: graph.url,
    graph_endpoint: graph.url,
  },
  ...changes,
})
export const from = (sender: number) =>
  letter({ From: `Customer ${sender} <customer${sender}@people.example>` }, `This is question ${sender}.`)
export const values = (graph: GraphTwin) => graph.requests.filter(request => request.endsWith('/$value'))

/** A desk that reads the twin while `story` runs. */
export async function reading(
  story: (desk: Intake, graph: GraphTwin) => Promise<void>,
  {
    changes = {},
    before = () => {},
  }: { changes?: Partial<Omit<BoxSettings, 'user'>>; before?: (graph: GraphTwin) => void } = {},
) {
  await using graph = await startGraph()
  await using desk = await intake()
  before(graph)
  const keeper = read(desk, { incoming_email: boxOf(graph, changes) })
  try {
    await story(desk, graph)
  } finally {
    await keeper.stop()
  }
}
export const handled = (graph: GraphTwin, what = 'deleted') =>
  until('all are acknowledged', async () =>
    graph.messages().every(({ folder, isRead }) => isRead && folder === what),
  )
export const failing = (desk: Intake, words: RegExp) =>
  until(`it fails with ${words}`, async () => {
    const state = await stateOf(desk)
    return state?.state === 'failing' && words.test(state.last_error ?? '') && state
  })
