// Which address, and by which server? What is saved here is verified by a mail.

import { ApiError } from '../../api/client.ts'
import { addCustomEmail, changeCustomEmail, type NewCustomEmail } from '../../api/custom-email.ts'
import type { CustomEmail } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { TextField } from '../../components/Field.tsx'
import { SelectField } from '../../components/SelectField.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { useForm } from '../../forms/useForm.ts'

type Authentication = '' | 'plain' | 'login' | 'cram_md5'
type Values = {
  custom_email: string
  smtp_address: string
  smtp_port: string
  smtp_username: string
  smtp_password: string
  smtp_authentication: Authentication
}

const authentications = [
  ['', 'What the server offers'],
  ['plain', 'PLAIN'],
  ['login', 'LOGIN'],
  ['cram_md5', 'CRAM-MD5'],
] as const

type Props = {
  path: string
  custom: CustomEmail
  target: string | null
  onSaved: (saved: CustomEmail) => void
  onCancel: () => void
}

export function CustomEmailForm({ path, custom, target, onSaved, onCancel }: Props) {
  const isNew = custom.custom_email === null
  const form = useForm<Values>({
    saved: {
      custom_email: custom.custom_email ?? '',
      smtp_address: custom.custom_email_smtp_address ?? '',
      smtp_port: String(custom.custom_email_smtp_port ?? 587),
      smtp_username: custom.custom_email_smtp_username ?? '',
      smtp_password: '',
      smtp_authentication: custom.custom_email_smtp_authentication ?? '',
    },
    save: async (changes, all) => {
      const sent = isNew ? all : changes
      checkPort(sent.smtp_port)
      const { smtp_authentication: way, ...rest } = sent
      const values = {
        ...rest,
        ...(way === undefined ? {} : { smtp_authentication: way === '' ? null : way }),
      }
      onSaved(
        await (isNew ? addCustomEmail(path, values as NewCustomEmail) : changeCustomEmail(path, values)),
      )
    },
  })
  const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const
  return (
    <SettingsForm form={form} label="Address of your own" save="Save and verify">
      <TextField
        {...form.field('custom_email')}
        {...plain}
        label="Address"
        inputMode="email"
        placeholder="support@example.com"
        help={target ? <ForwardTo target={target} /> : undefined}
      />
      <TextField
        {...form.field('smtp_address')}
        {...plain}
        label="SMTP server"
        placeholder="smtp.example.com"
      />
      <TextField
        {...form.field('smtp_port')}
        {...plain}
        label="SMTP port"
        inputMode="numeric"
        help="587 as a rule, or 465."
        className="max-w-30"
      />
      <TextField {...form.field('smtp_username')} {...plain} label="SMTP username" />
      <TextField
        {...form.field('smtp_password')}
        type="password"
        autoComplete="new-password"
        label="SMTP password"
        help={
          isNew
            ? 'Kept encrypted; nobody sees it again.'
            : 'Leave it empty to keep the one that is set; another server needs it anew.'
        }
      />
      <SelectField
        label="SMTP authentication"
        name="smtp_authentication"
        value={form.values.smtp_authentication}
        choices={authentications}
        error={form.errors.smtp_authentication}
        onChange={value => form.set('smtp_authentication', value)}
      />
      {!form.saving && (
        <Button look="quiet" className="self-start" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </SettingsForm>
  )
}

function ForwardTo({ target }: { target: string }) {
  return (
    <>
      Let your provider forward it to <code className="break-all font-mono text-ink">{target}</code>. What
      follows a + before the @ must reach it, too.
    </>
  )
}

const highestPort = 65_535

/** @throws ApiError as the desk would say it, at the field */
function checkPort(port: string | undefined): void {
  if (port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= highestPort))
    return
  throw new ApiError(400, '', { smtp_port: `must be a number from 1 to ${highestPort}` })
}
