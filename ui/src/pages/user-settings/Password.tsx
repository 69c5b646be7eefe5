// How does one get another password?
import { changePassword } from '../../api/account.ts'
import type { UserFull } from '../../api/types.ts'
import { TextField } from '../../components/Field.tsx'
import { Section } from '../../forms/Section.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { useForm } from '../../forms/useForm.ts'

const empty = { current_password: '', password: '' }

export function Password({ person }: { person: UserFull }) {
  const form = useForm({
    saved: empty,
    save: (_, given) => changePassword(given),
    told: 'Password changed. Other browsers and devices are signed out.',
  })
  return (
    <Section title="Password" about="After a change you are signed out everywhere but here.">
      <SettingsForm form={form} label="Password" save="Change password">
        {/* Password managers ask whose password it is. */}
        <input type="hidden" name="username" autoComplete="username" value={person.username} readOnly />
        <TextField
          {...form.field('current_password')}
          label="Present password"
          type="password"
          autoComplete="current-password"
        />
        <TextField
          {...form.field('password')}
          label="New password"
          type="password"
          autoComplete="new-password"
          help="At least 8 characters. A few words that do not belong together are easy to keep and hard to guess."
        />
      </SettingsForm>
    </Section>
  )
}
