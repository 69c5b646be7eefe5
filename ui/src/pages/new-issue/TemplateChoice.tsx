// Does the issue begin with a template of the project? It is put below what is written already, and can be taken back.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { issueTemplateQuery, issueTemplatesQuery } from '../../api/templates.ts'
import { Button } from '../../components/Button.tsx'
import { Picker } from '../../components/Picker.tsx'
import { sourceInWords } from '../../mail-preview/words.ts'
import { tell, tellError } from '../../toasts.ts'

type Props = {
  path: string
  description: string
  disabled: boolean
  onChange: (description: string) => void
}

export function TemplateChoice({ path, description, disabled, onChange }: Props) {
  const { data: found = [] } = useQuery(issueTemplatesQuery(path))
  const client = useQueryClient()
  const take = async (name: string) => {
    try {
      const { content } = await client.fetchQuery(issueTemplateQuery(path, name))
      const before = description.trimEnd()
      onChange(before === '' ? content : `${before}\n\n${content}`)
      tell(`The template ${name} is put in`, () => onChange(description))
    } catch (error) {
      tellError(error)
    }
  }
  if (found.length === 0) return null
  return (
    <Picker
      label="Template"
      options={found.map(({ name, source }) => ({
        id: name,
        label: name,
        hint: source.scope === 'project' ? undefined : sourceInWords(source),
      }))}
      selected={[]}
      single
      onChange={(_, { id }) => void take(String(id))}
      trigger={
        <Button small look="quiet" disabled={disabled} aria-label="Choose a template">
          <FileText aria-hidden="true" className="size-3.5" />
          Template
        </Button>
      }
    />
  )
}
