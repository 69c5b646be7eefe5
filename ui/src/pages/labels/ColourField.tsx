// Which colour? One of a few that can be told apart, or any by its number.
import { Field, inputLook } from '../../components/Field.tsx'

const colours = [
  ['#d73a4a', 'red'],
  ['#e36209', 'orange'],
  ['#dbab09', 'yellow'],
  ['#28a745', 'green'],
  ['#0e8a8a', 'teal'],
  ['#6699cc', 'light blue'],
  ['#0366d6', 'blue'],
  ['#6f42c1', 'violet'],
  ['#c2519c', 'pink'],
  ['#8b5a2b', 'brown'],
  ['#6a737d', 'grey'],
  ['#24292e', 'black'],
] as const

type Props = { value: string; error: string | undefined; onChange: (colour: string) => void }

export function ColourField({ value, error, onChange }: Props) {
  return (
    <div className="flex flex-col gap-2">
      <Field label="Colour" error={error}>
        {aria => (
          <input
            {...aria}
            value={value}
            maxLength={50}
            spellCheck={false}
            onChange={event => onChange(event.currentTarget.value)}
            className={`${inputLook} h-8 font-mono`}
          />
        )}
      </Field>
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">Colours to choose from</legend>
        {colours.map(([colour, name]) => (
          <button
            key={colour}
            type="button"
            aria-label={name}
            title={name}
            aria-pressed={colour === value.toLowerCase()}
            onClick={() => onChange(colour)}
            className="size-7 rounded-full border-2 border-canvas outline-offset-1 aria-pressed:outline-2 aria-pressed:outline-accent"
            style={{ background: colour }}
          />
        ))}
      </fieldset>
    </div>
  )
}
