// Which labels are there, and how many issues wear them? Of a project or a group.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Plus, Tag } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useActions } from '../../actions.ts'
import { labelPagesQuery } from '../../api/labels.ts'
import { Access } from '../../api/projects.ts'
import type { Label } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { TextField } from '../../components/Field.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePlace } from '../../places/usePlace.ts'
import { LabelDialog } from './LabelDialog.tsx'
import { LabelLine } from './LabelLine.tsx'

export default function Page() {
  const place = usePlace()
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const [edited, setEdited] = useState<Label | 'new' | null>(null)
  const query = useInfiniteQuery({ ...labelPagesQuery(place.at, search), placeholderData: before => before })
  const canEdit = place.level >= Access.reporter
  const add = () => setEdited('new')
  useActions(
    canEdit
      ? [{ id: 'label-new', label: 'New label', group: 'Labels', keys: 'c', icon: Plus, run: add }]
      : [],
  )
  const rows = query.data?.pages.flatMap(page => page.rows) ?? []
  return (
    <>
      <PageHeader title="Labels" path={place.path} actions={canEdit && <NewLabel onClick={add} />}>
        <p className="text-muted text-sm">
          {place.kind === 'group'
            ? 'Labels of a group are there in all its projects.'
            : 'Say what an issue is about; lists can be filtered by them.'}
        </p>
      </PageHeader>
      <Column>
        <div className="max-w-80 py-2">
          <TextField
            label="Find a label"
            hideLabel
            type="search"
            placeholder="Find a label…"
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
          />
        </div>
        {query.error && !query.data && <Failed error={query.error} retry={() => void query.refetch()} />}
        {query.data && rows.length === 0 && <Nothing search={search} canEdit={canEdit} add={add} />}
        {rows.length > 0 && (
          <ul aria-label="Labels" className="flex flex-col divide-y divide-line border-line border-y">
            {rows.map(label => (
              <li key={label.id}>
                <LabelLine label={label} place={place} canEdit={canEdit} onEdit={() => setEdited(label)} />
              </li>
            ))}
          </ul>
        )}
        <ShowMore query={query} />
        <LabelDialog at={place.at} edited={edited} onClose={() => setEdited(null)} />
      </Column>
    </>
  )
}

const NewLabel = ({ onClick }: { onClick: () => void }) => (
  <Button look="primary" onClick={onClick}>
    <Plus aria-hidden="true" className="size-4" />
    New label
  </Button>
)

function Nothing({ search, canEdit, add }: { search: string; canEdit: boolean; add: () => void }) {
  if (search !== '') return <Empty icon={Tag} title={`No label is called “${search}”`} />
  return (
    <Empty icon={Tag} title="No label yet" actions={canEdit && <NewLabel onClick={add} />}>
      <p>A few words on an issue, such as “bug” or “invoice”, by which the team finds it again.</p>
    </Empty>
  )
}
