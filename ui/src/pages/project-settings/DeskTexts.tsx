// Which suffix, sender's name and template has the Service Desk? Saved together, since they are typed.
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { instanceQuery } from '../../api/instance.ts'
import { previewQuery } from '../../api/project-settings.ts'
import type { ServiceDesk } from '../../api/types.ts'
import { TextField } from '../../components/Field.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { sentence, useForm } from '../../forms/useForm.ts'
import { TemplateField } from './TemplateField.tsx'

type Texts = { project_key: string; outgoing_name: string; issue_template_key: string }
type Props = { path: string; desk: ServiceDesk; save: (changes: Partial<ServiceDesk>) => Promise<unknown> }

export function DeskTexts({ path, desk, save }: Props) {
  const { project_key, outgoing_name, issue_template_key } = desk
  const form = useForm<Texts>({
    saved: {
      project_key: project_key ?? '',
      outgoing_name: outgoing_name ?? '',
      issue_template_key: issue_template_key ?? '',
    },
    save,
    told: 'Service Desk saved',
  })
  const { name = 'Deskbell' } = useQuery(instanceQuery).data ?? {}
  const suffix = form.values.project_key.trim()
  const preview = usePreview(path, suffix)
  return (
    <SettingsForm form={form} label="Service Desk">
      <TextField
        {...form.field('project_key')}
        error={form.errors.project_key ?? preview.wrong}
        label="Address suffix"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        help={<span role="status">{preview.said}</span>}
      />
      <TextField
        {...form.field('outgoing_name')}
        label="Sender’s name"
        autoComplete="off"
        dir="auto"
        placeholder={`${name} Support Bot`}
        help="The sender of mails that the desk writes by itself. Answers bear the name chosen below."
      />
      <TemplateField
        path={path}
        value={form.values.issue_template_key}
        error={form.errors.issue_template_key}
        onChange={name => form.set('issue_template_key', name)}
      />
    </SettingsForm>
  )
}

const restMilliseconds = 200

/** What the suffix would make of the address, asked when typing rests. */
function usePreview(path: string, typed: string): { said: ReactNode; wrong: string | undefined } {
  const [suffix, setSuffix] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setSuffix(typed), restMilliseconds)
    return () => clearTimeout(timer)
  }, [typed])
  const { data, error } = useQuery({ ...previewQuery(path, suffix), enabled: suffix !== '', retry: false })
  const wrong = useDeferredValue(
    suffix === typed && error instanceof ApiError ? error.fields.project_key : undefined,
  )
  if (typed === '')
    return {
      said: 'Lowercase letters, digits and _. Makes an address that is easy to say.',
      wrong: undefined,
    }
  if (wrong) return { said: 'Lowercase letters, digits and _.', wrong: sentence(wrong) }
  if (data === undefined || suffix !== typed) return { said: '…', wrong: undefined }
  if (data.address === null)
    return {
      said: 'It has no effect yet: an administrator must set up service_desk_email first.',
      wrong: undefined,
    }
  return {
    said: (
      <>
        Customers write to <code className="break-all font-mono text-ink">{data.address}</code>
      </>
    ),
    wrong: undefined,
  }
}
