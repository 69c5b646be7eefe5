// How is the repository that is followed doing?
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, RefreshCw, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { fetchNow, type Mirror, mirrorQuery, removeMirror } from '../../../api/elsewhere.ts'
import { Button } from '../../../components/Button.tsx'
import { Confirm } from '../../../components/Confirm.tsx'
import { Time } from '../../../components/Time.tsx'
import { tell, tellError } from '../../../toasts.ts'

export function MirrorState({ path, mirror }: { path: string; mirror: Mirror }) {
  const client = useQueryClient()
  const [removing, setRemoving] = useState(false)
  const { queryKey } = mirrorQuery(path)
  const fetching = useMutation({
    mutationFn: () => fetchNow(path),
    onSuccess: now => client.setQueryData(queryKey, now),
    onError: error => tellError(error),
  })
  const leaving = useMutation({
    mutationFn: () => removeMirror(path),
    onSuccess: () => tell('The project follows nothing any more. What was fetched stays.'),
    onError: error => tellError(error),
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
  return (
    <div className="flex max-w-130 flex-col gap-3 rounded-md border border-line bg-side px-3 py-3 text-sm">
      <p role="status" className="flex items-start gap-2">
        <Said mirror={mirror} />
      </p>
      <div className="flex gap-2">
        {mirror.enabled && (
          <Button small disabled={fetching.isPending} onClick={() => fetching.mutate()}>
            <RefreshCw aria-hidden="true" className="size-3.5" />
            Fetch now
          </Button>
        )}
        <Button small look="danger" onClick={() => setRemoving(true)}>
          Follow it no more
        </Button>
      </div>
      <Confirm
        open={removing}
        title="Follow this repository no more?"
        action="Follow no more"
        onConfirm={() => {
          setRemoving(false)
          leaving.mutate()
        }}
        onCancel={() => setRemoving(false)}
      >
        <p>What was fetched stays, and can be pushed to from then on.</p>
      </Confirm>
    </div>
  )
}

function Said({ mirror }: { mirror: Mirror }) {
  const { update_status: status, last_error: error, last_successful_update_at: last } = mirror
  if (!mirror.enabled) return 'Switched off: nothing is fetched.'
  if (status === 'scheduled' || status === 'started') return 'It is being fetched…'
  if (error !== null)
    return (
      <>
        <TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-bad" />
        <span>
          <span className="text-bad">{error}</span>
          {mirror.next_update_at && (
            <>
              {' '}
              Tried again <Time at={mirror.next_update_at} look="short" />.
            </>
          )}
        </span>
      </>
    )
  if (last === null) return 'Not fetched yet.'
  return (
    <>
      <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-open" />
      <span>
        Fetched <Time at={last} />.
      </span>
    </>
  )
}
