// Which tickets stand beside this one in the list it was opened from?
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { pathParam } from '../../urls.ts'

/** Numbers of issues, as the list showed them. */
const neighboursQuery = (path: string) => queryOptions<number[]>({ queryKey: ['neighbours', path] })

export function useNeighbours(client: QueryClient, path: string, iid: number) {
  const navigate = useNavigate()
  const router = useRouter()
  const all = client.getQueryData(neighboursQuery(path).queryKey) ?? []
  const at = all.indexOf(iid)
  const before = at === -1 ? undefined : all[at - 1]
  const after = at === -1 ? undefined : all[at + 1]
  useEffect(() => {
    // Read ahead once the page itself is there, so that the next one opens at once.
    const timer = setTimeout(() => {
      for (const one of [before, after]) {
        if (one === undefined) continue
        const params = { path: pathParam(path), iid: String(one) }
        void router.preloadRoute({ to: '/p/$path/issues/$iid', params })
      }
    }, restMilliseconds)
    return () => clearTimeout(timer)
  }, [router, path, before, after])
  const go = (to: number | undefined) => {
    if (to === undefined) return
    // In place of this one, so that the way back leads to the list.
    void navigate({
      to: '/p/$path/issues/$iid',
      params: { path: pathParam(path), iid: String(to) },
      replace: true,
    })
  }
  return { before, after, go }
}

const restMilliseconds = 300
