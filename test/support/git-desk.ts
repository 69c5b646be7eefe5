// How does a test get a desk with projects that people push to? A web that listens, with people of each level.
import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { WebDesk } from '#web'
import { type GitClient, gitClient, withCredentials } from './git-client.ts'
import { addPerson, type TestPerson, type TestWeb, testWeb } from './web.ts'

const levels = { guest: 10, reporter: 20, developer: 30, maintainer: 40 } as const
export type Member = keyof typeof levels

export type GitDesk = {
  web: TestWeb
  client: GitClient
  /** http://127.0.0.1:port */
  address: string
  people: Record<Member | 'outsider', TestPerson>
  /** Makes a project with the people as members. @returns its id and its path below `address` */
  project(name: string, more?: object): Promise<{ id: number; path: string; url: string }>
  /** The URL as somebody with a token uses it. */
  as(who: TestPerson, url: string): string
} & AsyncDisposable

export async function gitDesk(options: { desk?: (desk: WebDesk) => WebDesk } = {}): Promise<GitDesk> {
  const web = await testWeb(options)
  await web.app.listen({ port: 0, host: '127.0.0.1' })
  const address = `http://127.0.0.1:${(web.app.server.address() as AddressInfo).port}`
  const client = gitClient()
  const people = {} as GitDesk['people']
  for (const name of [...Object.keys(levels), 'outsider'] as (Member | 'outsider')[])
    people[name] = await addPerson(web.desk, name)
  return {
    web,
    client,
    address,
    people,
    async project(name, more = {}) {
      const made = await web.as(web.root, { method: 'POST', url: '/projects', payload: { name, ...more } })
      const { id, path_with_namespace: path } = made.json<{ id: number; path_with_namespace: string }>()
      for (const [who, access_level] of Object.entries(levels)) {
        const payload = { user_id: people[who as Member].id, access_level }
        await web.as(web.root, { method: 'POST', url: `/projects/${id}/members`, payload })
      }
      return { id, path, url: `${address}/${path}.git` }
    },
    as: (who, url) => withCredentials(url, who.username, who.token),
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]()
      await web[Symbol.asyncDispose]()
    },
  }
}

/** How many gits serve the repository at this path now; read from Linux's /proc. */
export function gitsIn(path: string): number {
  return readdirSync('/proc').filter(pid => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return line.includes(path) && /\0--stateless-rpc\0/.test(line)
    } catch {
      return false
    }
  }).length
}
