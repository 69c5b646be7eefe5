// What is one label? Its name and colour, what it means, and the issues that wear it.
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { removeLabel } from '../../api/labels.ts'
import type { Label } from '../../api/types.ts'
import { IconButton } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { LabelPill } from '../../components/LabelPill.tsx'
import type { Place } from '../../places/usePlace.ts'
import { tell, tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'

type Props = { label: Label; place: Place; canEdit: boolean; onEdit: () => void }

export function LabelLine({ label, place, canEdit, onEdit }: Props) {
  const own = place.kind === 'group' || label.is_project_label
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 px-2 py-1.5">
      <span className="min-w-0 max-md:grow md:min-w-40 md:shrink-0">
        <LabelPill name={label.name} color={label.color} />
      </span>
      <span
        dir="auto"
        className="min-w-0 grow truncate text-muted text-sm empty:max-md:hidden max-md:order-last max-md:basis-full"
      >
        {label.description}
      </span>
      {label.priority !== null && (
        <span className="tabular shrink-0 text-faint text-xs">priority {label.priority}</span>
      )}
      {!own && <span className="shrink-0 text-faint text-xs">from the group</span>}
      <Counts label={label} place={place} />
      {canEdit && (
        <span className="flex w-14 shrink-0 justify-end">
          {own && <Edit label={label} place={place} onEdit={onEdit} />}
        </span>
      )}
    </div>
  )
}

function Counts({ label, place }: Pick<Props, 'label' | 'place'>) {
  const words = `${label.open_issues_count ?? 0} open, ${label.closed_issues_count ?? 0} closed`
  const look = 'tabular shrink-0 text-muted text-xs md:w-36 md:text-right'
  if (place.kind === 'group') return <span className={look}>{words}</span>
  return (
    <Link
      to="/p/$path/issues"
      params={{ path: pathParam(place.path) }}
      search={{ label_name: [label.name], state: 'all' }}
      className={`${look} hover:text-ink hover:underline`}
    >
      {words}
    </Link>
  )
}

function Edit({ label, place, onEdit }: Omit<Props, 'canEdit'>) {
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const remove = async () => {
    setAsking(false)
    try {
      await removeLabel(place.at, label.id)
      tell(`The label “${label.name}” is deleted.`)
    } catch (error) {
      tellError(error, () => void remove())
    }
    await client.invalidateQueries({ queryKey: ['labels'] })
  }
  return (
    <>
      <IconButton small label={`Edit ${label.name}`} onClick={onEdit}>
        <Pencil aria-hidden="true" className="size-3.5" />
      </IconButton>
      <IconButton small label={`Delete ${label.name}`} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden="true" className="size-3.5" />
      </IconButton>
      <Confirm
        open={asking}
        title={`Delete “${label.name}”?`}
        action="Delete label"
        onConfirm={() => void remove()}
        onCancel={() => setAsking(false)}
      >
        It is taken off all issues that wear it.
      </Confirm>
    </>
  )
}
