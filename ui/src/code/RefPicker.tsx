// At which branch or tag does one look? A button that opens a list to search in.
import { useQuery } from '@tanstack/react-query'
import { ChevronDown, GitBranch } from 'lucide-react'
import { useState } from 'react'
import { branchesQuery, tagsQuery } from '../api/repository.ts'
import { Picker } from '../components/Picker.tsx'

type Props = { path: string; value: string; onChange: (ref: string) => void; label?: string; tags?: boolean }

export function RefPicker({ path, value, onChange, label = 'Branch or tag', tags = true }: Props) {
  const [search, setSearch] = useState('')
  const branches = useQuery(branchesQuery(path, search))
  const marks = useQuery({ ...tagsQuery(path, search), enabled: tags })
  const options = [
    ...(branches.data?.rows ?? []).map(({ name, default: isDefault }) => ({
      id: `branch ${name}`,
      label: name,
      hint: isDefault ? 'default' : undefined,
    })),
    ...(tags ? (marks.data?.rows ?? []) : []).map(({ name }) => ({
      id: `tag ${name}`,
      label: name,
      hint: 'tag',
    })),
  ]
  return (
    <Picker
      label={label}
      single
      options={options}
      selected={options.filter(one => one.label === value).map(one => one.id)}
      onChange={(_, pressed) => onChange(String(pressed.id).replace(/^(?:branch|tag) /, ''))}
      onSearch={setSearch}
      loading={branches.isPending}
      trigger={
        <button
          type="button"
          aria-label={`${label}: ${value}`}
          className="inline-flex h-8 min-w-0 max-w-full items-center gap-1.5 rounded-md border border-line px-2.5 text-sm hover:bg-hover"
        >
          <GitBranch aria-hidden="true" className="size-4 shrink-0 text-faint" />
          <span className="min-w-0 max-w-60 truncate font-mono text-xs">{shortened(value) || 'Choose…'}</span>
          <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-faint" />
        </button>
      }
    />
  )
}

/** A whole id of a commit says no more than its beginning. */
const shortened = (ref: string) => (/^[0-9a-f]{40}$/.test(ref) ? ref.slice(0, 11) : ref)
