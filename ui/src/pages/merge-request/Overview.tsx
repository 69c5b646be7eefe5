// What is it about, can it be merged, and what was said?
import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { type MergeRequestDetails, mergeRequestDiscussionsQuery } from '../../api/merge-requests.ts'
import { IconButton } from '../../components/Button.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Prose } from '../../components/Prose.tsx'
import { EditForm } from '../../writing/EditForm.tsx'
import { Activity } from './Activity.tsx'
import { NewNote } from './NewNote.tsx'
import { Side } from './Side.tsx'
import { useChange } from './useChange.ts'
import { Widget } from './Widget.tsx'

export function Overview({ path, row }: { path: string; row: MergeRequestDetails }) {
  const { data, error, refetch } = useQuery(mergeRequestDiscussionsQuery(path, row.iid))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-4 pt-3 lg:grid-cols-[minmax(0,1fr)_240px]">
      <div className="flex min-w-0 flex-col gap-4">
        <Description path={path} row={row} />
        <Widget path={path} row={row} />
        {error && !data && <Failed error={error} retry={() => void refetch()} />}
        {data && <Activity path={path} row={row} discussions={data} />}
        {row.user.can_note && <NewNote path={path} iid={row.iid} />}
      </div>
      <Side path={path} row={row} />
    </div>
  )
}

function Description({ path, row }: { path: string; row: MergeRequestDetails }) {
  const [editing, setEditing] = useState(false)
  const { change } = useChange(path, row.iid)
  if (editing)
    return (
      <EditForm
        path={path}
        label="Description"
        mayBeEmpty
        initial={row.description}
        onSave={async description => {
          if (await change({ description })) setEditing(false)
        }}
        onCancel={() => setEditing(false)}
      />
    )
  return (
    <section aria-label="Description">
      {row.user.can_update && (
        <IconButton
          small
          label="Edit the description"
          className="float-right ml-2"
          onClick={() => setEditing(true)}
        >
          <Pencil aria-hidden="true" className="size-3.5" />
        </IconButton>
      )}
      {row.description.trim() === '' ? (
        <p className="text-faint">No description.</p>
      ) : (
        <Prose html={row.description_html ?? ''} className="text-read" />
      )}
    </section>
  )
}
