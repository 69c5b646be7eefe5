// What is one called, where does one get mail, and which clock is one's own?
import type { UserFull } from '../../api/types.ts'
import { TextField } from '../../components/Field.tsx'
import { Section } from '../../forms/Section.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { useForm } from '../../forms/useForm.ts'
import { TimeZone } from './TimeZone.tsx'
import { useSaveProfile } from './useProfile.ts'

export function Profile({ person }: { person: UserFull }) {
  const save = useSaveProfile()
  const { name, email, time_zone } = person
  const form = useForm({ saved: { name, email, time_zone }, save, told: 'Profile saved' })
  return (
    <Section title="Profile" about="Your name stands at all you write; customers read it in answers.">
      <SettingsForm form={form} label="Profile">
        <TextField {...form.field('name')} label="Name" autoComplete="name" dir="auto" />
        <TextField
          {...form.field('email')}
          label="E-mail address"
          type="email"
          autoComplete="email"
          help="Mails about tickets go there, and you can sign in with it. Only administrators see it."
        />
        <TextField
          label="Username"
          value={person.username}
          readOnly
          disabled
          help="Colleagues mention you with it. It cannot be changed: mail addresses are made from it."
        />
        <TimeZone
          value={form.values.time_zone}
          error={form.errors.time_zone}
          onChange={zone => form.set('time_zone', zone)}
        />
      </SettingsForm>
    </Section>
  )
}
