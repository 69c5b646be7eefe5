// Are new tickets shown to Akismet, and by which key?
import { useQueryClient } from '@tanstack/react-query'
import { type Settings, saveSettings, settingsQuery } from '../../api/admin.ts'
import { TextField } from '../../components/Field.tsx'
import { Switch } from '../../components/Switch.tsx'
import { Section } from '../../forms/Section.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { useForm } from '../../forms/useForm.ts'

export function Akismet({ settings }: { settings: Settings }) {
  const client = useQueryClient()
  const form = useForm({
    // The key is never shown again: an empty field leaves it as it is.
    saved: { akismet_enabled: settings.akismet_enabled, akismet_api_key: '' },
    save: async changes => client.setQueryData(settingsQuery.queryKey, await saveSettings(changes)),
    told: 'Akismet saved',
  })
  const kept = settings.akismet_api_key
  return (
    <Section
      title="Akismet"
      about="New tickets are shown to akismet.com: their words, the author's name and address, and where they were sent from. Spam is held in the inbox log."
    >
      <SettingsForm form={form} label="Akismet">
        <Switch
          label="Check new tickets"
          checked={form.values.akismet_enabled}
          onChange={on => form.set('akismet_enabled', on)}
        />
        <TextField
          {...form.field('akismet_api_key')}
          label="Key"
          help={
            kept
              ? `The key that ends in ${kept.slice(1)} is kept, unless another is entered`
              : 'From akismet.com/account'
          }
          autoComplete="off"
          className="max-w-90"
        />
      </SettingsForm>
    </Section>
  )
}
