// How is a project or a group made? A name is enough; the path follows it until one writes another.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { namespacesQuery, type Visibility } from '../api/groups.ts'
import { Button } from '../components/Button.tsx'
import { TextArea, TextField } from '../components/Field.tsx'
import { SelectField } from '../components/SelectField.tsx'
import { Column, PageHeader } from '../frame/PageHeader.tsx'
import { tellError } from '../toasts.ts'
import { pathParam } from '../urls.ts'
import { pathFrom } from './paths.ts'
import { VisibilityField } from './VisibilityField.tsx'

type Given = {
  name: string
  path: string
  description: string
  visibility: Visibility
  under: number | null
}
type Props = {
  title: string
  action: string
  about: string
  /** Whether it may stand at the top, under nobody. */
  top: boolean
  /** Only groups can hold groups. */
  groupsOnly: boolean
  /** Makes it. @returns its full path */
  make: (given: Given) => Promise<string>
}

const empty = { name: '', path: '', description: '', visibility: 'private' as Visibility }

export function NewPlace({ title, action, about, top, groupsOnly, make }: Props) {
  const { given, errors, making, set, submit } = useMaking(make)
  return (
    <>
      <PageHeader title={title}>
        <p className="text-muted text-sm">{about}</p>
      </PageHeader>
      <Column narrow>
        <form onSubmit={submit} noValidate className="flex flex-col gap-5 pt-3">
          <TextField
            label="Name"
            value={given.name}
            error={errors.name}
            required
            maxLength={255}
            onChange={event => set({ name: event.currentTarget.value })}
          />
          <Under top={top} groupsOnly={groupsOnly} value={given.under} onChange={under => set({ under })} />
          <TextField
            label="Path"
            value={given.path}
            error={errors.path}
            help="Stands in addresses, of pages and of e-mail: letters, digits, - . _"
            maxLength={255}
            onChange={event => set({ path: event.currentTarget.value, ownPath: true })}
          />
          <TextArea
            label="Description"
            rows={2}
            value={given.description}
            error={errors.description}
            maxLength={2000}
            onChange={event => set({ description: event.currentTarget.value })}
          />
          <VisibilityField
            value={given.visibility}
            error={errors.visibility}
            onChange={visibility => set({ visibility })}
          />
          <div>
            <Button type="submit" look="primary" disabled={making}>
              {action}
            </Button>
          </div>
        </form>
      </Column>
    </>
  )
}

function useMaking(make: Props['make']) {
  const navigate = useNavigate()
  const [state, setState] = useState({ ...empty, under: null as number | null, ownPath: false })
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [making, setMaking] = useState(false)
  const given: Given = { ...state, path: state.ownPath ? state.path : pathFrom(state.name) }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (given.name.trim() === '') return setErrors({ name: 'Give it a name.' })
    setMaking(true)
    try {
      const path = await make({ ...given, name: given.name.trim() })
      await navigate({ to: '/n/$path', params: { path: pathParam(path) } })
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {}
      setErrors(fields)
      if (Object.keys(fields).length === 0) tellError(error)
    } finally {
      setMaking(false)
    }
  }
  return {
    given,
    errors,
    making,
    set: (change: Partial<typeof state>) => setState(now => ({ ...now, ...change })),
    submit,
  }
}

type UnderProps = Pick<Props, 'top' | 'groupsOnly'> & {
  value: number | null
  onChange: (id: number | null) => void
}

function Under({ top, groupsOnly, value, onChange }: UnderProps) {
  const { data = [] } = useQuery(namespacesQuery)
  const places = data.filter(({ kind }) => kind === 'group' || !groupsOnly)
  const none = top ? 'At the top' : 'My own projects'
  return (
    <SelectField
      label={top ? 'In the group' : 'In'}
      value={value === null ? '' : String(value)}
      choices={[
        ['', none],
        ...places
          .filter(({ kind }) => kind === 'group')
          .map(({ id, full_path: path }) => [String(id), path] as const),
      ]}
      onChange={id => onChange(id === '' ? null : Number(id))}
    />
  )
}
