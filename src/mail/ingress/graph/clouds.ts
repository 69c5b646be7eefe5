// Which addresses of Microsoft's clouds go together? A token of one is nothing in another, and a secret has no business there.
import type { BoxSettings } from '../mailbox/box.ts'

/** Hosts that sign in, and the hosts of Graph that take their tokens (Microsoft's page on national clouds). */
const clouds: { signIn: readonly string[]; graph: readonly string[] }[] = [
  { signIn: ['login.microsoftonline.com', 'login.windows.net'], graph: ['graph.microsoft.com'] },
  { signIn: ['login.microsoftonline.us'], graph: ['graph.microsoft.us', 'dod-graph.microsoft.us'] },
  {
    signIn: ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
    graph: ['microsoftgraph.chinacloudapi.cn'],
  },
]

/** @returns a sentence if the two endpoints are known to be of different clouds; hosts that nobody knows may go together */
export function mixedClouds(options: BoxSettings['inbox_options']): string | null {
  const [signIn, graph] = [options?.azure_ad_endpoint, options?.graph_endpoint].map(
    url => new URL(url ?? 'https://none.invalid').hostname,
  ) as [string, string]
  const [one, other] = [
    clouds.find(cloud => cloud.signIn.includes(signIn)),
    clouds.find(cloud => cloud.graph.includes(graph)),
  ]
  if (one === other || one === undefined || other === undefined) return null
  return `azure_ad_endpoint (${signIn}) and graph_endpoint (${graph}) are of different clouds: set both to those of yours, e.g. https://${one.signIn[0]} and https://${one.graph[0]}`
}
