// Who may see it? Tickets and internal notes stay with the team in any case.
import type { Visibility } from '../api/groups.ts'

const choices: readonly (readonly [Visibility, string, string])[] = [
  ['private', 'Private', 'Members only.'],
  ['internal', 'Internal', 'Everybody who can sign in.'],
  ['public', 'Public', 'Everybody, also without an account.'],
]

type Props = { value: Visibility; onChange: (value: Visibility) => void; error?: string | undefined }

export function VisibilityField({ value, onChange, error }: Props) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 font-medium text-sm">Who may see it</legend>
      {choices.map(([choice, label, means]) => (
        <label key={choice} className="flex items-start gap-2 text-sm">
          <input
            type="radio"
            name="visibility"
            value={choice}
            checked={choice === value}
            onChange={() => onChange(choice)}
            className="mt-0.5 size-4 accent-accent"
          />
          <span>
            {label} <span className="text-faint">· {means}</span>
          </span>
        </label>
      ))}
      {error && (
        <p role="alert" className="text-bad text-sm">
          {error}
        </p>
      )}
      <p className="text-faint text-xs">
        Tickets in public projects are always confidential: only the team reads them.
      </p>
    </fieldset>
  )
}
