// To whom is nothing mailed any more, why, and how is that taken back?
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { mailAgainTo, type Undeliverable as Row, undeliverableQuery } from '../../api/admin.ts'
import { Button } from '../../components/Button.tsx'
import { Failed } from '../../components/Failed.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { Time } from '../../components/Time.tsx'
import { tell, tellError } from '../../toasts.ts'

export function Undeliverable() {
  const query = useInfiniteQuery(undeliverableQuery)
  const { data, error, refetch } = query
  const reset = useReset()
  const rows = data?.pages.flat() ?? []
  return (
    <section aria-labelledby="undeliverable" className="flex flex-col gap-3 pt-8">
      <div className="flex flex-col gap-1">
        <h2 id="undeliverable" className="font-semibold text-base">
          Undeliverable addresses
        </h2>
        <p className="max-w-170 text-muted text-sm">
          Mail to these addresses came back for good, so nothing is sent to them any more. Mail again once the
          mailbox is repaired; if mail comes back again, the address returns to this list.
        </p>
      </div>
      {error && data === undefined && <Failed error={error} retry={() => void refetch()} />}
      {data && rows.length === 0 && <p className="text-faint text-sm">None. All mail finds its mailbox.</p>}
      {rows.length > 0 && (
        <ul
          aria-label="Undeliverable addresses"
          className="flex flex-col divide-y divide-line border-line border-y"
        >
          {rows.map(row => (
            <li key={row.email} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 text-sm">
              <span className="min-w-0 break-all font-medium" dir="auto">
                {row.email}
              </span>
              <span className="min-w-0 grow basis-60 break-words text-muted" dir="auto">
                {row.reason}
              </span>
              <span className="text-faint text-xs">
                since <Time at={row.since} />
              </span>
              <Button small aria-label={`Mail again to ${row.email}`} onClick={() => reset(row)}>
                Mail again
              </Button>
            </li>
          ))}
        </ul>
      )}
      <ShowMore query={query} label="Show older ones" />
    </section>
  )
}

/** The row goes at once, and comes back if the desk refuses. */
function useReset() {
  const client = useQueryClient()
  const { queryKey } = undeliverableQuery
  return async function reset(row: Row): Promise<void> {
    await client.cancelQueries({ queryKey })
    client.setQueryData<InfiniteData<Row[]>>(
      queryKey,
      now => now && { ...now, pages: now.pages.map(page => page.filter(({ email }) => email !== row.email)) },
    )
    try {
      await mailAgainTo(row.email)
      tell(`Mail goes to ${row.email} again`)
    } catch (error) {
      tellError(error, () => void reset(row))
    }
    await client.invalidateQueries({ queryKey })
  }
}
