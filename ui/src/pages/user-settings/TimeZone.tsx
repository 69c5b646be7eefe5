// In which zone are times said? The browser's, or one that is found by typing.
import { ChevronDown } from 'lucide-react'
import { cx } from '../../components/cx.ts'
import { Field, inputLook } from '../../components/Field.tsx'
import { type Option, Picker } from '../../components/Picker.tsx'

/** Picked for "none of them": as the browser has it. */
const browser = ''
const own = Intl.DateTimeFormat().resolvedOptions().timeZone

const spoken = (zone: string) => zone.replaceAll('_', ' ')
const clock = (zone: string) =>
  new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone || undefined,
  }).format()

/** The zone that the browser knows by another name is kept all the same. */
function optionsWith(value: string | null): Option[] {
  const zones = Intl.supportedValuesOf('timeZone')
  const all = value === null || zones.includes(value) ? zones : [value, ...zones]
  return [
    { id: browser, label: 'As the browser', hint: spoken(own) },
    ...['UTC', ...all.filter(zone => zone !== 'UTC')].map(zone => ({
      id: zone,
      label: spoken(zone),
      hint: clock(zone),
    })),
  ]
}

type Props = { value: string | null; error?: string | undefined; onChange: (zone: string | null) => void }

export function TimeZone({ value, error, onChange }: Props) {
  const shown = value === null ? `As the browser (${spoken(own)})` : spoken(value)
  return (
    <Field label="Time zone" error={error} help={`It is ${clock(value ?? browser)} there now.`}>
      {({ id, ...aria }) => (
        <Picker
          label="Find a time zone"
          single
          options={optionsWith(value)}
          selected={[value ?? browser]}
          onChange={([zone]) => onChange(zone === undefined || zone === browser ? null : String(zone))}
          trigger={
            <button
              type="button"
              id={id}
              name="time_zone"
              aria-label={`Time zone: ${shown}`}
              {...aria}
              className={cx(inputLook, 'flex h-8 items-center justify-between gap-2 text-left')}
            >
              <span className="truncate">{shown}</span>
              <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-faint" />
            </button>
          }
        />
      )}
    </Field>
  )
}
