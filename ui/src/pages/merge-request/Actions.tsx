// What can be done with it as a whole? Mark it as ready or not, close it, open it again.
import { useActions } from '../../actions.ts'
import type { MergeRequestDetails } from '../../api/merge-requests.ts'
import { Button } from '../../components/Button.tsx'
import { Tip } from '../../components/Tip.tsx'
import { useChange } from './useChange.ts'

const mark = /^\s*(?:\[draft\]|\(draft\)|draft:|\[wip\]|wip:)\s*/i

export function Actions({ path, row }: { path: string; row: MergeRequestDetails }) {
  const { change } = useChange(path, row.iid)
  const open = row.state === 'opened'
  const may = row.user.can_update && row.state !== 'merged'
  const turn = () => void change({ state_event: open ? 'close' : 'reopen' })
  useActions(
    may
      ? [
          {
            id: 'close-merge-request',
            label: open ? 'Close this merge request' : 'Open this merge request again',
            group: 'This page',
            keys: 'e',
            run: turn,
          },
        ]
      : [],
  )
  if (!may) return null
  const title = row.draft ? row.title.replace(mark, '') || row.title : `Draft: ${row.title}`
  return (
    <>
      {open && (
        <Button onClick={() => void change({ title })}>
          {row.draft ? 'Mark as ready' : 'Mark as draft'}
        </Button>
      )}
      <Tip text={open ? 'Close' : 'Reopen'} keys="e">
        <Button onClick={turn}>{open ? 'Close' : 'Reopen'}</Button>
      </Tip>
    </>
  )
}
