// Who looks after it, who reviews it, and how will it be merged?
import { ChevronDown } from 'lucide-react'
import { Field, inputLook } from '../../components/Field.tsx'
import { Switch } from '../../components/Switch.tsx'
import { Names, PeoplePicker, type Somebody } from '../../merge-request/People.tsx'
import type { Options } from './useOptions.ts'

type People = { assignees: Somebody[]; reviewers: Somebody[] }
type Props = { path: string; people: People; setPeople: (people: People) => void; options: Options }

export function Choices({ path, people, setPeople, options }: Props) {
  return (
    <div className="flex flex-col gap-4">
      <Group
        path={path}
        label="Assignees"
        chosen={people.assignees}
        onChange={assignees => setPeople({ ...people, assignees })}
      />
      <Group
        path={path}
        label="Reviewers"
        chosen={people.reviewers}
        onChange={reviewers => setPeople({ ...people, reviewers })}
      />
      <Switch
        label="Squash the commits"
        help={options.mayChoose ? 'They become one when it is merged.' : 'The project decides that.'}
        checked={options.squash}
        disabled={!options.mayChoose}
        onChange={options.setSquash}
      />
      <Switch
        label="Remove the source branch"
        help="When it is merged."
        checked={options.removeSource}
        onChange={options.setRemoveSource}
      />
    </div>
  )
}

type GroupProps = { path: string; label: string; chosen: Somebody[]; onChange: (people: Somebody[]) => void }

const Group = ({ path, label, chosen, onChange }: GroupProps) => (
  <Field label={label}>
    {aria => (
      <PeoplePicker
        path={path}
        label={label}
        chosen={chosen}
        onChange={onChange}
        trigger={
          <button
            type="button"
            {...aria}
            className={`${inputLook} flex min-h-8 items-center gap-1.5 py-1 text-left hover:bg-hover`}
          >
            <span className="flex min-w-0 grow flex-wrap items-center gap-1.5">
              <Names people={chosen} none="Nobody" />
            </span>
            <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-faint" />
          </button>
        }
      />
    )}
  </Field>
)
