// Into which ticket does it go? What was said and who takes part go there; this one is closed and leads there.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { participantsQuery, pathOf } from '../../api/issues.ts'
import { mergeIssue, ticketsQuery } from '../../api/merging.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Picker } from '../../components/Picker.tsx'
import { tell, tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import { useViewing, type Whole } from './context.ts'

type Target = { path: string; iid: number; name: string; state: string }

export default function MergeDialog({ issue, onClose }: { issue: Whole; onClose: () => void }) {
  const { path, iid } = useViewing()
  const [search, setSearch] = useState('')
  const [target, setTarget] = useState<Target | null>(null)
  const [merge, merging] = useMerge(target, onClose)
  const { data = [], isPending } = useQuery({ ...ticketsQuery(path, search), placeholderData: old => old })
  const tickets = data.filter(one => one.id !== issue.id && one.moved_to_id === null)
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`Merge #${iid} into another ticket`}
      description="Its notes, files and participants go there, and so do later answers to its mails. It is closed and leads there. This cannot be undone; single notes can be split off again."
    >
      <Picker
        label="Ticket"
        single
        loading={isPending}
        onSearch={setSearch}
        selected={[]}
        options={tickets.map(one => ({
          id: one.id,
          label: one.title,
          hint: pathOf(one) === path ? `#${one.iid}` : one.references.full,
        }))}
        onChange={(_, { id }) => {
          const one = tickets.find(found => found.id === id)
          if (one) setTarget({ path: pathOf(one), iid: one.iid, name: one.title, state: one.state })
        }}
        trigger={
          <Button className="justify-start!" aria-label={`Ticket: ${target?.name ?? 'none chosen'}`}>
            <span dir="auto" className="truncate">
              {target
                ? `${target.name} (#${target.iid})`
                : 'Choose by title, #number or group/project#number…'}
            </span>
          </Button>
        }
      />
      {target && <Outcome target={target} />}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" disabled={target === null || merging} onClick={merge}>
          {merging ? 'Merging…' : 'Merge'}
        </Button>
      </div>
    </Dialog>
  )
}

function useMerge(target: Target | null, onClose: () => void): [merge: () => void, merging: boolean] {
  const { path, iid } = useViewing()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [merging, setMerging] = useState(false)
  const merge = async () => {
    if (target === null) return
    setMerging(true)
    try {
      await mergeIssue(path, iid, target)
      onClose()
      tell(`Merged into ${target.path === path ? '' : target.path}#${target.iid}`)
      await client.invalidateQueries({ queryKey: ['issue'] })
      const params = { path: pathParam(target.path), iid: String(target.iid) }
      await navigate({ to: '/p/$path/issues/$iid', params })
    } catch (error) {
      tellError(error)
    } finally {
      setMerging(false)
    }
  }
  return [() => void merge(), merging]
}

/** Who hears of it from then on, said before it is done. */
function Outcome({ target }: { target: Target }) {
  const { path, iid } = useViewing()
  const here = useQuery(participantsQuery(path, iid)).data ?? []
  const there = useQuery(participantsQuery(target.path, target.iid)).data ?? []
  const people = new Set([...there, ...here].filter(one => !one.unsubscribed_at).map(one => one.email))
  return (
    <div className="mt-3 flex flex-col gap-1 text-muted text-sm">
      <p>Nobody is mailed because of this. From then on these get the public answers:</p>
      <ul aria-label="Who gets the answers" className="max-h-32 overflow-y-auto">
        {[...people].map(email => (
          <li key={email} className="truncate">
            {email}
          </li>
        ))}
        {people.size === 0 && <li>nobody outside</li>}
      </ul>
      {target.state === 'closed' && <p>#{target.iid} is closed and stays so.</p>}
    </div>
  )
}
