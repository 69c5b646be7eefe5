// With which ticket is the mail to be seen?
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { foundTicketsQuery } from '../api/templates.ts'
import { PickerField } from '../components/PickerField.tsx'

type Props = {
  path: string
  /** Null: the newest one. */
  iid: number | null
  /** Of the mail that is shown; null: there is no ticket yet. */
  shown: number | null
  onChange: (iid: number | null) => void
}

export function TicketPicker({ path, iid, shown, onChange }: Props) {
  const [search, setSearch] = useState('')
  const { data: found = [], isPending } = useQuery(foundTicketsQuery(path, search))
  const at = iid ?? shown
  const title = found.find(one => one.iid === at)?.title ?? ''
  return (
    <PickerField
      label="For the ticket"
      help={at === null ? 'There is no ticket yet, so this one is made up.' : undefined}
      disabled={at === null}
      options={found.map(one => ({ id: one.iid, label: one.title, hint: `#${one.iid}` }))}
      selected={at === null ? [] : [at]}
      onSearch={setSearch}
      loading={isPending}
      chosen={at === null ? 'Made up' : `#${at} ${title}`.trim()}
      quiet={at === null}
      onChange={([chosen]) => onChange(chosen === undefined ? null : Number(chosen))}
    />
  )
}
