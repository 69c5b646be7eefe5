// How is a group moved or deleted? Both are asked for twice.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { namespacesQuery, removeGroup, transferGroup } from '../../api/groups.ts'
import type { Group } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { TextField } from '../../components/Field.tsx'
import { SelectField } from '../../components/SelectField.tsx'
import { Section } from '../../forms/Section.tsx'
import { tell, tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'

export function Danger({ group }: { group: Group }) {
  return (
    <>
      <Move group={group} />
      <Delete group={group} />
    </>
  )
}

const top = ''

function Move({ group }: { group: Group }) {
  const navigate = useNavigate()
  const { data = [] } = useQuery(namespacesQuery)
  const [to, setTo] = useState(group.parent_id === null ? top : String(group.parent_id))
  const inside = ({ full_path: path }: { full_path: string }) => `${path}/`.startsWith(`${group.full_path}/`)
  const groups = data.filter(place => place.kind === 'group' && !inside(place))
  const move = async () => {
    try {
      const moved = await transferGroup(group.full_path, to === top ? null : Number(to))
      tell(`Moved to ${moved.full_path}.`)
      await navigate({ to: '/g/$path/edit', params: { path: pathParam(moved.full_path) }, replace: true })
    } catch (error) {
      tellError(error)
    }
  }
  const same = (group.parent_id === null ? top : String(group.parent_id)) === to
  return (
    <Section title="Move" about="With everything in it. Published e-mail addresses go on working.">
      <div className="flex items-end gap-2">
        <div className="grow">
          <SelectField
            label="Into the group"
            value={to}
            choices={[
              [top, 'At the top'],
              ...groups.map(({ id, full_path: path }) => [String(id), path] as const),
            ]}
            onChange={setTo}
          />
        </div>
        <Button disabled={same} onClick={() => void move()}>
          Move
        </Button>
      </div>
    </Section>
  )
}

function Delete({ group }: { group: Group }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [typed, setTyped] = useState('')
  const remove = async () => {
    try {
      await removeGroup(group.full_path)
      tell(`${group.full_path} is deleted.`)
      client.removeQueries({ queryKey: ['group', group.full_path] })
      await client.invalidateQueries({ queryKey: ['projects'] })
      await navigate({ to: '/' })
    } catch (error) {
      tellError(error)
    } finally {
      setAsking(false)
    }
  }
  return (
    <Section
      title="Delete"
      about="The group, the groups and projects in it, their tickets and mails. For good."
    >
      <div>
        <Button look="danger" onClick={() => setAsking(true)}>
          Delete this group…
        </Button>
      </div>
      <Confirm
        open={asking}
        title={`Delete ${group.full_path}?`}
        action="Delete for good"
        disabled={typed !== group.full_path}
        onConfirm={() => void remove()}
        onCancel={() => setAsking(false)}
      >
        <p>Everything in it goes with it. Nobody can bring it back.</p>
        <TextField
          label={`Type ${group.full_path} to confirm`}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
      </Confirm>
    </Section>
  )
}
