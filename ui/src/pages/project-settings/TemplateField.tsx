// Which description template is put below new tickets? One of those in the repository, found by typing.
import { useQuery } from '@tanstack/react-query'
import { issueTemplatesQuery } from '../../api/templates.ts'
import { PickerField } from '../../components/PickerField.tsx'
import { sourceInWords } from '../../mail-preview/words.ts'

type Props = {
  path: string
  /** Empty: none. */
  value: string
  error: string | undefined
  onChange: (name: string) => void
}

const none = '\u0000none'

export function TemplateField({ path, value, error, onChange }: Props) {
  const { data: found = [], isPending } = useQuery(issueTemplatesQuery(path))
  const isGone = value !== '' && !isPending && !found.some(({ name }) => name === value)
  const gone = `There is no template ${value} any more, so new tickets come without it.`
  return (
    <PickerField
      label="Template"
      error={error ?? (isGone ? gone : undefined)}
      help={
        <>
          Put below each new ticket, with its quick actions done by the desk.
          {!isPending && found.length === 0 && (
            <>
              {' '}
              There is none yet: add <code className="font-mono">.gitlab/issue_templates/name.md</code> to the
              repository.
            </>
          )}
        </>
      }
      options={[
        { id: none, label: 'None' },
        ...found.map(({ name, source }) => ({
          id: name,
          label: name,
          hint: source.scope === 'project' ? undefined : sourceInWords(source),
        })),
      ]}
      selected={[value === '' ? none : value]}
      loading={isPending}
      chosen={value === '' ? 'None' : value}
      quiet={value === ''}
      onChange={(_, { id }) => onChange(id === none ? '' : String(id))}
    />
  )
}
